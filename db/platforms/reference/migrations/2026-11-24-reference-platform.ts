/** The reference platform's tables; docs/platform-schema.md explains each column. Times are ms UTC. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  const mysql = knex.client.config.client === 'mysql2';
  const create = (
    name: string,
    columns: (table: Knex.CreateTableBuilder) => void,
    collation = 'utf8mb4_unicode_520_ci',
  ) =>
    knex.schema.createTable(name, (table) => {
      if (mysql) {
        table.engine('InnoDB');
        table.charset('utf8mb4');
        table.collate(collation);
      }
      columns(table);
    });
  const ownedByUser = (table: Knex.CreateTableBuilder) =>
    table
      .bigInteger('user_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('users')
      .onDelete('CASCADE');

  await create('users', (table) => {
    table.bigIncrements('id');
    table.string('username', 150).notNullable().unique();
    table.string('email', 254).notNullable().unique();
    table.string('full_name', 190).notNullable();
    table.string('phone', 32);
    table.string('department', 120);
    table.string('role', 60).notNullable();
    table.boolean('privileged').notNullable().defaultTo(false);
    table.string('status', 16).notNullable().defaultTo('active');
    table.string('password_hash', 255).notNullable();
    table.boolean('two_factor_required').notNullable().defaultTo(false);
    table.integer('failed_attempts').notNullable().defaultTo(0);
    table.bigInteger('locked_until');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_login_at');
  });

  // Folded in code (db/text/fold.ts), so compared as bytes: the same order on every database.
  await create(
    'user_search_terms',
    (table) => {
      table.string('term', 190).notNullable();
      ownedByUser(table);
      table.primary(['term', 'user_id']);
      table.index(['user_id', 'term']);
    },
    'utf8mb4_bin',
  );

  await create('totp_authenticators', (table) => {
    table.bigIncrements('id');
    ownedByUser(table);
    table.string('name', 60);
    table.string('secret', 255).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('confirmed_at');
    table.bigInteger('last_used_at');
    table.bigInteger('last_used_step');
    table.index(['user_id', 'confirmed_at']);
  });

  await create('backup_codes', (table) => {
    table.bigIncrements('id');
    ownedByUser(table);
    table.string('kind', 16).notNullable();
    table.string('hash', 255).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('used_at');
    table.bigInteger('expires_at');
    table.index(['user_id']);
  });

  await create('sessions', (table) => {
    table.string('id', 64).primary();
    ownedByUser(table);
    table.string('ip_address', 45);
    table.string('user_agent', 255);
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_seen_at').notNullable();
    table.bigInteger('expires_at').notNullable();
    table.index(['user_id']);
  });

  await create('trusted_devices', (table) => {
    table.bigIncrements('id');
    ownedByUser(table);
    table.string('name', 120).notNullable();
    table.string('token_hash', 64).notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_used_at');
    table.bigInteger('expires_at').notNullable();
    table.index(['user_id']);
  });

  await create('two_factor_events', (table) => {
    table.bigIncrements('id');
    ownedByUser(table);
    table.bigInteger('time').notNullable();
    table.string('kind', 32).notNullable();
    table.string('detail', 255);
    table.index(['user_id', 'time', 'id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of [
    'two_factor_events',
    'trusted_devices',
    'sessions',
    'backup_codes',
    'totp_authenticators',
    'user_search_terms',
    'users',
  ]) {
    await knex.schema.dropTableIfExists(name);
  }
}
