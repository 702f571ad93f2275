/** The queue of contact requests. Times are ms UTC; collation and engine as in the console's first tables. */
import type { Knex } from 'knex';
import { createConsoleTable } from './console-table.ts';

export async function up(knex: Knex): Promise<void> {
  await createConsoleTable(knex, 'rekey_requests', (table) => {
    table.bigIncrements('id');
    // Where it came from and what it is called there: unique, so that nothing arrives twice.
    table.string('source', 32).notNullable();
    table.string('source_ref', 190).notNullable();
    table.string('state', 24).notNullable();
    // 1 while somebody waits for an end of it. Follows from the state; kept so that one index range is the open queue.
    table.integer('open').notNullable();
    table.string('channel', 16).notNullable();
    table.string('category', 24).notNullable();
    table.string('ticket', 64);
    table.string('sender_name', 120);
    table.string('sender_email', 254);
    table.string('sender_phone', 40);
    table.text('message').notNullable();
    // Who was signed in on the platform when it was sent, where the platform knows.
    table.string('claimed_user_id', 64);
    // Only once an agent confirmed it.
    table.string('user_id', 64);
    table.string('user_label', 255);
    table.integer('assignee_id');
    table.string('assignee_name', 64);
    table.bigInteger('received_at').notNullable();
    table.bigInteger('taken_at');
    table.bigInteger('closed_at');
    table.bigInteger('created_at').notNullable();
    table.integer('version').notNullable().defaultTo(1);
    table.unique(['source', 'source_ref'], { indexName: 'rekey_requests_source' });
    // Each view of the queue is one range of one of these, in its own order: nothing is sorted, nothing is scanned.
    table.index(['received_at', 'id'], 'rekey_requests_all');
    for (const first of ['open', 'state']) {
      table.index([first, 'received_at', 'id'], `rekey_requests_${first}`);
      for (const narrower of ['assignee_id', 'category', 'channel']) {
        table.index([narrower, first, 'received_at', 'id'], `rekey_requests_${narrower}_${first}`);
      }
    }
    table.index(['user_id', 'id'], 'rekey_requests_user');
  });

  await createConsoleTable(knex, 'rekey_request_events', (table) => {
    table.bigIncrements('id');
    table
      .bigInteger('request_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('rekey_requests')
      .onDelete('CASCADE');
    table.bigInteger('time').notNullable();
    table.integer('staff_id');
    table.string('staff_name', 64);
    table.string('kind', 24).notNullable();
    table.text('note');
    table.text('detail').notNullable();
    // Of the action that was done for it: the audit entry has the same.
    table.string('action_id', 64);
    table.index(['request_id', 'id']);
  });

  // What a request is found by, folded in code as the platform's search terms are.
  await createConsoleTable(knex, 'rekey_request_terms', (table) => {
    table.string('term', 190).notNullable();
    table
      .bigInteger('request_id')
      .unsigned()
      .notNullable()
      .references('id')
      .inTable('rekey_requests')
      .onDelete('CASCADE');
    table.primary(['term', 'request_id']);
    table.index(['request_id', 'term']);
  });

  // How far each source was read. The row is there from the start, so that two consoles can lock it.
  await createConsoleTable(knex, 'rekey_request_intake', (table) => {
    table.string('source', 32).primary();
    // JSON; null: never read.
    table.text('position');
  });
  await knex('rekey_request_intake').insert({ source: 'contact-form', position: null });
}

export async function down(knex: Knex): Promise<void> {
  for (const name of [
    'rekey_request_intake',
    'rekey_request_terms',
    'rekey_request_events',
    'rekey_requests',
  ]) {
    await knex.schema.dropTableIfExists(name);
  }
}
