/**
 * Ranges of users, and how far the platform's changes were read, are the platform's own texts and no numbers. Kept counts go
 * away: the next console that opens counts anew. What was counted on each day stays.
 */
import type { Knex } from 'knex';
import { createConsoleTable } from './console-table.ts';

const RANGES = 'rekey_enrolment_ranges';
const STATE = 'rekey_enrolment_state';

export async function up(knex: Knex): Promise<void> {
  await keyRanges(knex, { from: 'first_id', to: 'range_key', type: 'VARCHAR(64)' });
  await knex.raw(`ALTER TABLE ${STATE} ADD COLUMN reached VARCHAR(255)`);
  await knex.raw(`ALTER TABLE ${STATE} DROP COLUMN position`);
}

export async function down(knex: Knex): Promise<void> {
  await keyRanges(knex, { from: 'range_key', to: 'first_id', type: 'BIGINT' });
  await knex.raw(`ALTER TABLE ${STATE} ADD COLUMN position BIGINT NOT NULL DEFAULT 0`);
  await knex.raw(`ALTER TABLE ${STATE} DROP COLUMN reached`);
}

/** By ALTER where there is a server: its account for migrations may drop no table. SQLite knows no other primary key later. */
async function keyRanges(knex: Knex, key: { from: string; to: string; type: string }): Promise<void> {
  if (knex.client.config.client === 'mysql2') {
    await knex(RANGES).delete();
    await knex.raw(`ALTER TABLE ${RANGES} ADD COLUMN ${key.to} ${key.type} NOT NULL FIRST`);
    await knex.raw(`ALTER TABLE ${RANGES} DROP PRIMARY KEY, ADD PRIMARY KEY (${key.to})`);
    await knex.raw(`ALTER TABLE ${RANGES} DROP COLUMN ${key.from}`);
  } else {
    await knex.schema.dropTableIfExists(RANGES);
    await createConsoleTable(knex, RANGES, (table) => {
      table.specificType(key.to, key.type).primary();
      table.bigInteger('counted_at').notNullable();
      table.text('counts', 'mediumtext').notNullable();
    });
  }
  await knex(STATE).where({ id: 1 }).update({ counts: null, oldest_at: null, newest_at: null });
}
