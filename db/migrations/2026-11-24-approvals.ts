/** Approvals by a second person, and the index by which limits are counted. Times are ms UTC. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('rekey_approvals', (table) => {
    if (knex.client.config.client === 'mysql2') {
      table.engine('InnoDB');
      table.charset('utf8mb4');
      table.collate('utf8mb4_bin');
    }
    table.increments('id');
    table.string('action_id', 64).notNullable().unique();
    table.string('action', 48).notNullable();
    table.text('extra').notNullable();
    table.string('user_id', 64).notNullable();
    table.string('user_label', 255).notNullable();
    table.string('version', 255).notNullable();
    table.string('why', 255).notNullable();
    table.string('reason', 32).notNullable();
    table.text('reason_text');
    table.string('ticket', 64);
    table.integer('request_id');
    table.integer('asked_by_id').notNullable();
    table.string('asked_by_name', 64).notNullable();
    table.bigInteger('asked_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.string('state', 16).notNullable();
    table.integer('decided_by_id');
    table.string('decided_by_name', 64);
    table.bigInteger('decided_at');
    table.text('note');
    table.index(['state', 'expires_at']);
  });
  await knex.schema.alterTable('rekey_audit_entries', (table) => {
    table.index(['category', 'outcome', 'time'], 'rekey_audit_limits');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_audit_entries', (table) => {
    table.dropIndex([], 'rekey_audit_limits');
  });
  await knex.schema.dropTableIfExists('rekey_approvals');
}
