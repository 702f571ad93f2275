/** The reference platform's contact form; docs/platform-schema.md explains each column. Times are ms UTC. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('contact_messages', (table) => {
    if (knex.client.config.client === 'mysql2') {
      table.engine('InnoDB');
      table.charset('utf8mb4');
      table.collate('utf8mb4_unicode_520_ci');
    }
    table.bigIncrements('id');
    table.bigInteger('user_id').unsigned().references('id').inTable('users').onDelete('SET NULL');
    table.string('name', 190);
    table.string('email', 254);
    table.string('phone', 40);
    table.string('topic', 24);
    table.text('message').notNullable();
    table.bigInteger('created_at').notNullable();
    table.index(['created_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('contact_messages');
}
