/** What whoever asked was told that the action leaves behind, so that whoever approves it reads the same. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_approvals', (table) => {
    // JSON, an array of sentences; null: it was asked for before this was kept.
    table.text('leaves');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_approvals', (table) => {
    table.dropColumn('leaves');
  });
}
