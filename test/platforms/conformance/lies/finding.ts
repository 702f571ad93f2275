/** Lies about who is found, and how. */
import type { UserId, UserSummary } from '../../../../db/platforms/contract.ts';
import type { Lie, Lies } from './lie.ts';

const ofSearch = (lie: string, change: (users: UserSummary[]) => UserSummary[]): Lie => ({
  lie,
  tell: ({ search }) => ({
    async search(...asked) {
      const page = await search(...asked);
      return { ...page, users: change(page.users) };
    },
  }),
});

export const ABOUT_FINDING: Lies = {
  'finds a user by each kind of query, once, and nobody for what nobody is called': [
    ofSearch('nobody is found', () => []),
    ofSearch('everybody is found twice', (users) => [...users, ...users]),
    {
      lie: 'a later word finds nobody',
      tell: ({ search }) => ({
        search: (query, options) => search(query.startsWith('Nord') ? 'nobody' : query, options),
      }),
    },
    {
      lie: 'nothing finds all',
      tell: ({ search }) => ({ search: (query, options) => search(query.trim() || 'u', options) }),
    },
  ],
  'tells the same of a user who was found as on the page': [
    ofSearch('whoever is found is suspended', (users) =>
      users.map((one) => ({ ...one, status: 'suspended' })),
    ),
    ofSearch('whoever is found is pending', (users) =>
      users.map((one) => ({ ...one, enrolment: 'pending' })),
    ),
  ],
  'turns pages without losing or repeating anybody, while users come and go': [
    {
      lie: 'the next page begins after so many',
      tell: ({ search }) => ({
        async search(query, { limit, cursor = '0' }) {
          const all = (await search(query, { limit: 1000 })).users;
          const end = Number(cursor) + limit;
          return { users: all.slice(Number(cursor), end), nextCursor: all.length > end ? String(end) : null };
        },
      }),
    },
    {
      lie: 'one page only',
      tell: ({ search }) => ({
        search: async (...asked) => ({ ...(await search(...asked)), nextCursor: null }),
      }),
    },
  ],
  'refuses a cursor of its search that it did not give': [
    {
      lie: 'the first page for any cursor',
      tell: ({ search }) => ({ search: (query, { limit }) => search(query, { limit }) }),
    },
  ],
  'knows whom a reference means, and that it means nobody': [
    {
      lie: 'whoever begins like that',
      tell: ({ search }) => ({
        resolve: async (reference) => (await search(reference, { limit: 1 })).users[0]?.id ?? null,
      }),
    },
    { lie: 'nobody is ever meant', tell: () => ({ resolve: async () => null }) },
    { lie: 'no candidates', tell: () => ({ candidates: async (references) => references.map(() => []) }) },
    {
      lie: 'an id counts as an address',
      tell: ({ candidates }) => ({ candidates: (references) => candidates(references) }),
    },
  ],
  'finds, reads, locks and changes users by index, and never reads all of them': [
    {
      lie: 'a search within names',
      tell: ({ summaries }, { reader }) => ({
        async search(query, { limit }) {
          const rows = await reader('users')
            .where('full_name', 'like', `%${query}%`)
            .limit(limit)
            .select('id');
          return { users: await summaries(rows.map(({ id }) => String(id) as UserId)), nextCursor: null };
        },
      }),
    },
    {
      lie: 'somebody is meant by a name in capitals',
      tell: (_honest, { reader }) => ({
        async resolve(reference) {
          const row = await reader('users')
            .whereRaw('UPPER(username) = ?', [reference.toUpperCase()])
            .first('id');
          return row ? (String(row.id) as UserId) : null;
        },
      }),
    },
    {
      lie: 'a lock that reads everybody',
      tell: () => ({
        lockUser: async (tx, id) => (await tx('users').whereRaw('id + 0 = ?', [id]).forUpdate()).length > 0,
      }),
    },
  ],
};
