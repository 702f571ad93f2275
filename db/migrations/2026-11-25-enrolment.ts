/** Counts of the platform's users that are kept, since counting them takes seconds. Times are ms UTC. */
import type { Knex } from 'knex';
import { createConsoleTable } from './console-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createConsoleTable(knex, 'rekey_enrolment_ranges', (table) => {
    table.bigInteger('first_id').primary();
    table.bigInteger('counted_at').notNullable();
    // As JSON, see services/enrolment/counts.ts.
    table.text('counts', 'mediumtext').notNullable();
  });

  // One row: the sum of the ranges, and who is counting.
  await createConsoleTable(knex, 'rekey_enrolment_state', (table) => {
    table.integer('id').primary();
    table.text('counts', 'mediumtext');
    // Every user was counted at or after the first, and at or before the second.
    table.bigInteger('oldest_at');
    table.bigInteger('newest_at');
    // How far the platform's own events were read.
    table.bigInteger('position').notNullable();
    table.string('runner', 36);
    table.bigInteger('lease_until').notNullable();
    table.bigInteger('done_users').notNullable();
    table.bigInteger('all_users').notNullable();
    table.bigInteger('failed_at');
    table.string('failure', 255);
  });
  await knex('rekey_enrolment_state').insert({
    ...{ id: 1, position: 0, lease_until: 0, done_users: 0, all_users: 0 },
  });

  await createConsoleTable(knex, 'rekey_enrolment_days', (table) => {
    // As 2026-11-25, UTC.
    table.string('day', 10).primary();
    table.bigInteger('users').notNullable();
    table.bigInteger('enrolled').notNullable();
    // Null where history does not tell.
    table.bigInteger('pending');
    table.boolean('estimated').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of ['rekey_enrolment_days', 'rekey_enrolment_state', 'rekey_enrolment_ranges']) {
    await knex.schema.dropTableIfExists(name);
  }
}
