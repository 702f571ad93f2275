/** The index by which limits were counted before `counted_at` had its own: one less to write with each entry. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_audit_entries', (table) => {
    table.dropIndex([], 'rekey_audit_limits');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_audit_entries', (table) => {
    table.index(['category', 'outcome', 'time'], 'rekey_audit_limits');
  });
}
