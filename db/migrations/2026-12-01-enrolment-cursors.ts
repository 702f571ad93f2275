/**
 * Ranges of users, and how far the platform's changes were read, are the platform's own texts and no numbers. Kept counts go
 * away: the next console that opens counts anew. What was counted on each day stays.
 */
import type { Knex } from 'knex';
import { createConsoleTable } from './console-table.ts';

const STATE = 'rekey_enrolment_state';

export async function up(knex: Knex): Promise<void> {
  await makeRangesAnew(knex, (table) => table.string('range_key', 64).primary());
  await knex.raw(`ALTER TABLE ${STATE} ADD COLUMN reached VARCHAR(255)`);
  await knex.raw(`ALTER TABLE ${STATE} DROP COLUMN position`);
}

export async function down(knex: Knex): Promise<void> {
  await makeRangesAnew(knex, (table) => table.bigInteger('first_id').primary());
  await knex.raw(`ALTER TABLE ${STATE} ADD COLUMN position BIGINT NOT NULL DEFAULT 0`);
  await knex.raw(`ALTER TABLE ${STATE} DROP COLUMN reached`);
}

async function makeRangesAnew(knex: Knex, key: (table: Knex.CreateTableBuilder) => void): Promise<void> {
  await knex.schema.dropTableIfExists('rekey_enrolment_ranges');
  await createConsoleTable(knex, 'rekey_enrolment_ranges', (table) => {
    key(table);
    table.bigInteger('counted_at').notNullable();
    table.text('counts', 'mediumtext').notNullable();
  });
  await knex(STATE).where({ id: 1 }).update({ counts: null, oldest_at: null, newest_at: null });
}
