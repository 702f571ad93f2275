/** Whose fault it was that a mail was not sent: a mail server that lets nothing through is told by doctor and by every console. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_notifications', (table) => {
    // `letter`, `later` or `server` of the last attempt; null: none failed, or it was made before this was kept.
    table.string('last_fault', 8);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_notifications', (table) => {
    table.dropColumn('last_fault');
  });
}
