/** What the action of a list leaves behind, and for how many: read by whoever approves it. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_bulk_jobs', (table) => {
    // JSON, an array of { says, users }; null: it was planned before this was kept.
    table.text('leaves');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_bulk_jobs', (table) => {
    table.dropColumn('leaves');
  });
}
