/**
 * When an entry counts against the limits of actions (ms UTC), null where it does not: derived by the database itself from
 * what the hash covers, so it can differ from no entry, and indexed, so that the thousands of entries of a bulk change are
 * not read to leave them out.
 */
import type { Knex } from 'knex';

// "bulkId" is a key of ours, and in JSON no text of a person can have its quotes.
const COUNTED = `CASE WHEN category = 'action' AND outcome = 'done' AND COALESCE(INSTR(detail, '"bulkId":'), 0) = 0
  THEN time END`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    `ALTER TABLE rekey_audit_entries ADD COLUMN counted_at BIGINT GENERATED ALWAYS AS (${COUNTED}) VIRTUAL`,
  );
  await knex.raw('CREATE INDEX rekey_audit_counted ON rekey_audit_entries (counted_at, sequence)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_audit_entries', (table) => {
    table.dropIndex([], 'rekey_audit_counted');
  });
  await knex.raw('ALTER TABLE rekey_audit_entries DROP COLUMN counted_at');
}
