/** Rekey's index of a platform's users, for platforms that need one: its tables and rights, a part of that platform's own. */
import type { Knex } from 'knex';
import { createConsoleTable } from '../migrations/console-table.ts';
import type { TableNeed } from '../table-need.ts';

export const TERMS = 'rekey_search_terms';
export const STATE = 'rekey_search_state';

/** One of the migrations of each platform that has the index, as `<id>/2026-12-01-search-index`. It must stay as it is. */
export const searchIndexTables = {
  async up(knex: Knex): Promise<void> {
    await createConsoleTable(knex, TERMS, (table) => {
      table.string('term', 190).notNullable();
      table.string('user_id', 64).notNullable();
      table.primary(['term', 'user_id']);
      table.index(['user_id', 'term'], 'rekey_search_terms_user');
    });
    // One row: who walks through the users, and how far. Times are ms UTC.
    await createConsoleTable(knex, STATE, (table) => {
      table.integer('id').primary();
      table.string('runner', 36);
      table.bigInteger('lease_until').notNullable();
      // When the walk that is under way began; null: none is.
      table.bigInteger('started_at');
      // 'users': through the platform's users; 'gone': through the index, for users who are gone.
      table.string('phase', 10).notNullable();
      // The last user it came to; null: it is at the beginning.
      table.string('reached', 64);
      table.bigInteger('done_users').notNullable();
      table.bigInteger('all_users').notNullable();
      // Of the last walk that came to its end.
      table.bigInteger('walked_from');
      table.bigInteger('walked_to');
      table.bigInteger('walked_users');
      table.bigInteger('failed_at');
      table.string('failure', 255);
    });
    await knex(STATE).insert({ id: 1, lease_until: 0, phase: 'users', done_users: 0, all_users: 0 });
  },

  async down(knex: Knex): Promise<void> {
    for (const table of [STATE, TERMS]) await knex.schema.dropTableIfExists(table);
  },
};

/** Another of these migrations, as `<id>/2026-12-01-search-made-of`. It must stay as it is. */
export const searchIndexMadeOf = {
  async up(knex: Knex): Promise<void> {
    await knex.schema.alterTable(STATE, (table) => {
      // SearchSource.madeOf of the walks that the row tells of; null: they were walked before this was kept.
      table.string('made_of', 64);
    });
  },

  async down(knex: Knex): Promise<void> {
    await knex.schema.alterTable(STATE, (table) => {
      table.dropColumn('made_of');
    });
  },
};

export const SEARCH_INDEX_NEEDS: readonly TableNeed[] = [
  { table: TERMS, select: 'all', own: true, insert: 'all', delete: true },
  { table: STATE, select: 'all', own: true, update: ['runner'] },
];
