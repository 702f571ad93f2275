/** The console's own tables. Times are ms UTC. Collation is binary: what is compared was folded in code, the same on each database. */
import type { Knex } from 'knex';
import { createConsoleTable } from './console-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createConsoleTable(knex, 'rekey_staff', (table) => {
    table.increments('id');
    table.string('name', 64).notNullable().unique();
    table.string('full_name', 120).notNullable();
    table.string('email', 190);
    table.string('role', 16).notNullable();
    table.string('password_hash', 255).notNullable();
    table.bigInteger('password_temporary_until');
    table.string('totp_secret', 255);
    table.bigInteger('totp_confirmed_at');
    table.bigInteger('totp_last_step');
    table.integer('failed_attempts').notNullable().defaultTo(0);
    table.bigInteger('locked_until');
    table.bigInteger('closed_at');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_sign_in_at');
  });

  await createConsoleTable(knex, 'rekey_staff_backup_codes', (table) => {
    table.increments('id');
    table
      .integer('staff_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('rekey_staff')
      .onDelete('CASCADE');
    table.string('hash', 255).notNullable();
    table.bigInteger('used_at');
    table.index(['staff_id']);
  });

  await createConsoleTable(knex, 'rekey_settings', (table) => {
    table.string('name', 64).primary();
    table.text('value').notNullable();
  });

  await createConsoleTable(knex, 'rekey_audit_entries', (table) => {
    table.bigInteger('sequence').primary();
    table.bigInteger('time').notNullable();
    table.integer('staff_id');
    table.string('staff_name', 64);
    table.string('category', 16).notNullable();
    table.string('action', 48).notNullable();
    table.string('user_id', 64);
    table.string('user_label', 255);
    table.string('reason', 32);
    table.text('reason_text');
    table.string('ticket', 64);
    table.string('outcome', 16).notNullable();
    table.text('state_before', 'longtext');
    table.text('state_after', 'longtext');
    table.text('detail', 'longtext');
    table.string('action_id', 64).unique();
    table.string('previous_hash', 64).notNullable();
    table.string('hash', 64).notNullable();
    table.index(['time']);
    table.index(['staff_name', 'sequence']);
    table.index(['user_id', 'category', 'outcome', 'sequence'], 'rekey_audit_user');
    table.index(['action', 'sequence']);
    table.index(['category', 'sequence']);
    table.index(['outcome', 'sequence']);
  });

  await createConsoleTable(knex, 'rekey_audit_head', (table) => {
    table.integer('id').primary();
    table.bigInteger('sequence').notNullable();
    table.string('hash', 64).notNullable();
  });
  await knex('rekey_audit_head').insert({ id: 1, sequence: 0, hash: '0'.repeat(64) });

  // On MySQL the database account's grants keep the log append-only; SQLite has no accounts, so triggers do.
  if (knex.client.config.client !== 'mysql2') {
    for (const verb of ['UPDATE', 'DELETE']) {
      await knex.raw(
        `CREATE TRIGGER rekey_audit_no_${verb.toLowerCase()} BEFORE ${verb} ON rekey_audit_entries
         BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
      );
    }
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const name of [
    'rekey_audit_head',
    'rekey_audit_entries',
    'rekey_settings',
    'rekey_staff_backup_codes',
    'rekey_staff',
  ]) {
    await knex.schema.dropTableIfExists(name);
  }
}
