/** What the platform's own login needs besides; docs/platform-schema.md explains each column. Times are ms UTC. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('pending_logins', (table) => {
    if (knex.client.config.client === 'mysql2') {
      table.engine('InnoDB');
      table.charset('utf8mb4');
      table.collate('utf8mb4_unicode_520_ci');
    }
    table.string('id', 64).primary();
    table
      .bigInteger('user_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('users')
      .onDelete('CASCADE');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.index(['expires_at']);
  });
  await knex.schema.alterTable('sessions', (table) => {
    table.string('opened_with', 16);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('pending_logins');
  // Not knex's own way, which makes the table anew on SQLite.
  if (await knex.schema.hasColumn('sessions', 'opened_with'))
    await knex.raw('ALTER TABLE sessions DROP COLUMN opened_with');
}
