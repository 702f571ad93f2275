/** The outbox of mails: each written in the transaction of what it tells of, and sent after the commit. Times are ms UTC. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('rekey_notifications', (table) => {
    if (knex.client.config.client === 'mysql2') {
      table.engine('InnoDB');
      table.charset('utf8mb4');
      table.collate('utf8mb4_bin');
    }
    table.bigIncrements('id');
    table.string('kind', 32).notNullable();
    table.string('recipient', 320).notNullable();
    table.string('user_id', 64);
    table.string('user_label', 255);
    table.text('variables').notNullable();
    // Codes for the user alone, under the console's key; gone once the mail is sent or given up.
    table.text('sealed_variables');
    table.string('action_id', 64);
    table.string('state', 16).notNullable();
    table.string('message_id', 255);
    table.integer('attempts').notNullable().defaultTo(0);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('next_attempt_at').notNullable();
    table.bigInteger('last_attempt_at');
    table.bigInteger('give_up_at');
    table.bigInteger('sent_at');
    table.text('last_error');
    table.string('lease', 64);
    table.bigInteger('lease_until');
    table.index(['state', 'next_attempt_at', 'id'], 'rekey_notifications_due');
    table.index(['state', 'id'], 'rekey_notifications_state');
    table.index(['user_id', 'created_at'], 'rekey_notifications_user');
    table.index(['action_id'], 'rekey_notifications_action');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTableIfExists('rekey_notifications');
}
