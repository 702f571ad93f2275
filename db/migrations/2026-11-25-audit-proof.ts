/** What proves and searches the audit log: signing keys, checkpoints, where each hour begins and ends, and words. Times are ms UTC. */
import type { Knex } from 'knex';
import { indexNewEntries } from '../audit/search-index.ts';
import { createConsoleTable } from './console-table.ts';

export async function up(knex: Knex): Promise<void> {
  const mysql = knex.client.config.client === 'mysql2';
  await createConsoleTable(knex, 'rekey_audit_keys', (table) => {
    table.string('key_id', 32).primary();
    table.string('public_key', 64).notNullable();
    table.bigInteger('made_at').notNullable();
    table.string('previous_key_id', 32);
    table.string('endorsement', 128);
  });
  await createConsoleTable(knex, 'rekey_audit_checkpoints', (table) => {
    table.increments('id');
    table.bigInteger('sequence').notNullable();
    table.string('hash', 64).notNullable();
    table.bigInteger('time').notNullable();
    table.string('key_id', 32).notNullable();
    table.string('signature', 128).notNullable();
    table.string('occasion', 16).notNullable();
    table.index(['sequence']);
  });
  await createConsoleTable(knex, 'rekey_audit_hours', (table) => {
    table.bigInteger('hour').primary();
    table.bigInteger('first_sequence').notNullable();
    table.bigInteger('last_sequence').notNullable();
  });
  await createConsoleTable(knex, 'rekey_audit_terms', (table) => {
    table.string('term', 48).notNullable();
    table.bigInteger('sequence').notNullable();
    table.primary(['term', 'sequence']);
  });
  await knex.schema.alterTable('rekey_audit_entries', (table) => {
    table.index(['reason', 'sequence'], 'rekey_audit_reason');
    table.index(['ticket', 'sequence'], 'rekey_audit_ticket');
    table.index(['user_id', 'sequence'], 'rekey_audit_user_sequence');
  });
  await indexNewEntries(knex);

  if (mysql) return;
  // As for the entries: on MySQL the account's grants, here triggers.
  for (const table of ['keys', 'checkpoints']) {
    for (const verb of ['UPDATE', 'DELETE']) {
      await knex.raw(
        `CREATE TRIGGER rekey_audit_${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON rekey_audit_${table}
         BEGIN SELECT RAISE(ABORT, 'what proves the audit log is append-only'); END`,
      );
    }
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_audit_entries', (table) => {
    for (const name of ['rekey_audit_reason', 'rekey_audit_ticket', 'rekey_audit_user_sequence']) {
      table.dropIndex([], name);
    }
  });
  for (const name of ['terms', 'hours', 'checkpoints', 'keys']) {
    await knex.schema.dropTableIfExists(`rekey_audit_${name}`);
  }
}
