/** Evidence of who calls. What it weighs is the policy's, and is not stored. Times are ms UTC. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('rekey_identity_checks', (table) => {
    if (knex.client.config.client === 'mysql2') {
      table.engine('InnoDB');
      table.charset('utf8mb4');
      table.collate('utf8mb4_bin');
    }
    table.bigIncrements('id');
    table.string('user_id', 64).notNullable();
    table.integer('staff_id').notNullable();
    table.string('staff_name', 64).notNullable();
    table.string('kind', 32).notNullable();
    table.string('state', 16).notNullable();
    // Who confirmed and how, in the agent's words.
    table.string('who', 120);
    table.text('note');
    table.bigInteger('request_id');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('passed_at');
    // Of a code by e-mail only: argon2id of it, SHA-256 of the address, the phrase in the mail.
    table.string('code_hash', 255);
    table.string('address_hash', 64);
    table.string('phrase', 64);
    table.integer('tries').notNullable().defaultTo(0);
    table.bigInteger('expires_at');
    // Of an authenticator code only: the time step it belongs to, so that it is not taken twice.
    table.bigInteger('totp_step');
    table.index(['user_id', 'created_at'], 'rekey_identity_checks_user');
  });
  // What an approver is shown of the evidence that the action was asked with.
  await knex.schema.alterTable('rekey_approvals', (table) => {
    table.text('evidence');
  });
}

export async function down(knex: Knex): Promise<void> {
  // In SQL: knex would copy the whole table on SQLite, which has known this statement for long.
  await knex.raw('ALTER TABLE rekey_approvals DROP COLUMN evidence');
  await knex.schema.dropTableIfExists('rekey_identity_checks');
}
