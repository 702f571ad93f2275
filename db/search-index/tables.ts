/** Rekey's index of a platform's users, for platforms that need one: its tables and rights, a part of that platform's own. */
import type { Knex } from 'knex';
import { createConsoleTable } from '../migrations/console-table.ts';
import type { TableNeed } from '../table-need.ts';

export const USERS = 'rekey_search_users';
export const STATE = 'rekey_search_state';

/** What the first version kept, a row a term. */
const TERMS = 'rekey_search_terms';

/** What users are found by, each with an index of its own, in the order in which a search goes through them. */
export const TERM_COLUMNS = ['account_1', 'account_2', 'domain', 'name_1', 'name_2', 'phone'] as const;
export type TermColumn = (typeof TERM_COLUMNS)[number];

/** One of the migrations of each platform that has the index, as `<id>/2026-12-01-search-index`. It must stay as it is. */
export const searchIndexTables = {
  async up(knex: Knex): Promise<void> {
    await makeTerms(knex);
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

/** Another of these, as `<id>/2026-12-01-search-users`: a row a user in place of a row a term. It must stay as it is. */
export const searchIndexUsers = {
  async up(knex: Knex): Promise<void> {
    await createConsoleTable(knex, USERS, (table) => {
      table.string('user_id', 64).notNullable();
      // A name of more than two words has more rows than the first, 0.
      table.integer('part').notNullable();
      // Empty: there is none. Names begin with each of their words in turn.
      for (const column of ['account_1', 'account_2', 'domain', 'name_1', 'name_2', 'phone']) {
        table.string(column, 190).notNullable();
        table.index([column, 'user_id'], `rekey_search_users_${column}`);
      }
      // Of the part 0 of a user at whom a block ends: a digest of what the block's rows were made of; null: none ends here.
      table.string('block', 64);
      table.primary(['user_id', 'part']);
    });
    await knex.schema.dropTableIfExists(TERMS);
    await anew(knex);
  },

  async down(knex: Knex): Promise<void> {
    await makeTerms(knex);
    await knex.schema.dropTableIfExists(USERS);
    await anew(knex);
  },
};

async function makeTerms(knex: Knex): Promise<void> {
  await createConsoleTable(knex, TERMS, (table) => {
    table.string('term', 190).notNullable();
    table.string('user_id', 64).notNullable();
    table.primary(['term', 'user_id']);
    table.index(['user_id', 'term'], 'rekey_search_terms_user');
  });
}

/** The next walk begins with nothing. */
async function anew(knex: Knex): Promise<void> {
  const walked = { walked_from: null, walked_to: null, walked_users: null };
  await knex(STATE).update({
    ...{ started_at: null, phase: 'users', reached: null, done_users: 0, all_users: 0 },
    ...walked,
  });
}

export const SEARCH_INDEX_NEEDS: readonly TableNeed[] = [
  { table: USERS, select: 'all', own: true, insert: 'all', delete: true },
  { table: STATE, select: 'all', own: true, update: ['runner'] },
];
