/** Lies about what a platform reads of its users. */
import type { UserId, UserReading } from '../../../../db/platforms/contract.ts';
import { type Lie, type Lies, loosely, NEVER_ENDS } from './lie.ts';

function ofReading(lie: string, change: (reading: UserReading) => object): Lie {
  return {
    lie,
    tell: ({ read }) => ({
      async read(...asked) {
        const reading = await read(...asked);
        return reading && { ...reading, ...change(reading) };
      },
    }),
  };
}
const ofState = (lie: string, change: (state: UserReading['state']) => object) =>
  ofReading(lie, ({ state }) => ({ state: { ...state, ...change(state) } }));
const ofUser = (lie: string, change: object) =>
  ofReading(lie, ({ user }) => ({ user: { ...user, ...change } }));

export const ABOUT_READING: Lies = {
  'reads each user as they were written': [
    ofUser('everybody is an administrator', { role: 'administrator' }),
    ofState('one code too many is left', ({ backupCodes }) => ({
      backupCodes: backupCodes && { ...backupCodes, unused: (backupCodes.unused ?? 0) + 1 },
    })),
    ofState('a lock that is over goes on', ({ failedAttempts }) =>
      failedAttempts ? { lockedUntil: NEVER_ENDS } : {},
    ),
    ofState('nobody is asked to enrol', () => ({ required: false })),
  ],
  'tells in a list what it tells on the page': [
    {
      lie: 'the list has its own order',
      tell: ({ summaries }) => ({ summaries: async (ids) => (await summaries(ids)).reverse() }),
    },
    {
      lie: 'nobody in a list is privileged',
      tell: ({ summaries }) => ({
        summaries: async (ids) => (await summaries(ids)).map((one) => ({ ...one, privileged: false })),
      }),
    },
    {
      lie: 'a list within a transaction tells of what is outside',
      on: 'mysql',
      tell: ({ summaries }) => ({ summaries: (ids) => summaries(ids) }),
    },
  ],
  'says nothing that contradicts itself, and names the rows that say it': [
    ofState('off with a factor that counts', () => ({ enrolment: 'off' })),
    ofState('on without a factor', () => ({ factors: [] })),
    ofState('no row says so', () => ({ because: [] })),
    ofState('a secret is told', () => ({ because: [Buffer.alloc(20, 9).toString('hex')] })),
    ofState('a code is told', () => ({ because: ['the code is aaaa-bbbb-ccccc'] })),
    { lie: 'a field that it says it does not know', tell: () => ({ fields: new Set(['email'] as const) }) },
    { lie: 'sessions, and no part that reads them', tell: () => ({ sessions: undefined as never }) },
  ],
  'knows its own ids, opaque texts of at most 64 characters, and takes nothing else for one': [
    { lie: 'anything is an id', tell: () => ({ isUserId: (_text): _text is UserId => true }) },
    { lie: 'nothing is an id', tell: () => ({ isUserId: (_text): _text is UserId => false }) },
  ],
  'finds nobody, and changes nothing, by what is no id or an id that nobody has': [
    {
      lie: 'reads whoever the id is near to',
      tell: ({ read }) => ({ read: (reader, id, now) => read(reader, loosely(id), now) }),
    },
    {
      lie: 'lists whoever the id is near to',
      tell: ({ summaries }) => ({ summaries: (ids) => summaries(ids.map(loosely)) }),
    },
    { lie: 'locks whoever it is', tell: () => ({ lockUser: async () => true }) },
  ],
  'gives a version that changes with what an action depends on, and with nothing else': [
    ofReading('the same version for ever', () => ({ version: 'one' })),
    ofReading('another version each time', () => ({ version: String(Math.random()) })),
    ofReading('a version of all that is read', ({ state }) => ({ version: JSON.stringify(state) })),
  ],
};
