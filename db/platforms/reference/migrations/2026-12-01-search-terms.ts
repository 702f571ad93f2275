/** Version 2 of the fold (db/text/fold.ts), where the reference platform's tables are Rekey's own: users are found by it. */
import type { Knex } from 'knex';
import { makeTermsAnew } from '../../../migrations/terms-anew.ts';
import { searchTerms } from '../../../text/search-terms.ts';

interface User {
  id: number | string;
  username: string;
  email: string;
  full_name: string;
}

export async function up(knex: Knex): Promise<void> {
  await makeTermsAnew<User>(
    knex,
    {
      from: 'users',
      columns: ['id', 'username', 'email', 'full_name'],
      into: 'user_search_terms',
      owner: 'user_id',
    },
    ({ username, email, full_name }) => searchTerms({ username, email, fullName: full_name }),
  );
}

/** Terms of another version are no other tables. */
export async function down(): Promise<void> {}
