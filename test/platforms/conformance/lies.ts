/** The reference platform with one lie each: what the conformance suite must catch. By the rule that catches it. */
import { hash } from '@node-rs/argon2';
import type { Database, Transaction } from '../../../db/database.ts';
import type {
  Platform,
  Totp,
  TotpSecret,
  UserId,
  UserReading,
  UserSummary,
} from '../../../db/platforms/contract.ts';
import type { EnrolmentFinding } from '../../../db/platforms/enrolment.ts';
import type { ReferencePlatform } from '../../../db/platforms/reference/index.ts';

/** `on`: where it shows; left out: on SQLite, as anywhere. */
export interface Lie {
  lie: string;
  on?: 'mysql';
  tell(honest: ReferencePlatform, database: Database): Partial<Platform>;
}

const NEVER_ENDS = Number.MAX_SAFE_INTEGER;

/** The number that MySQL would take such an id for. */
const loosely = (id: string) => String(Number.parseInt(id.replace(/^\D+/, ''), 10) || 0) as UserId;

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

/** After the operation, something more. */
const afterwards = (
  lie: string,
  part: 'reset' | 'disable',
  more: (tx: Transaction, id: UserId) => Promise<unknown>,
): Lie => ({
  lie,
  tell: (honest) => ({
    [part]: {
      ...honest[part],
      async apply(tx: Transaction, id: UserId, now: number) {
        await honest[part].apply(tx, id, now);
        await more(tx, id);
      },
    },
  }),
});

/** In place of the operation. */
const instead = (lie: string, part: 'reset' | 'disable', apply: Platform['reset'] & {}): Lie => ({
  lie,
  tell: (honest) => ({ [part]: { ...honest[part], ...apply } }),
});
const nothingDone = { apply: async () => {} } as unknown as Platform['reset'] & {};

const ofCodes = (lie: string, tell: (codes: ReferencePlatform['codes']) => object): Lie => ({
  lie,
  tell: ({ codes }) => ({ codes: { ...codes, ...tell(codes) } }),
});
const ofSecrets = (lie: string, change: (secret: TotpSecret) => object): Lie => ({
  lie,
  tell: ({ totp }) => ({
    totp: {
      ...totp,
      readSecrets: async (...asked) =>
        (await totp.readSecrets(...asked)).map((one) => ({ ...one, ...change(one) })),
    },
  }),
});
const ofSearch = (lie: string, change: (users: UserSummary[]) => UserSummary[]): Lie => ({
  lie,
  tell: ({ search }) => ({
    async search(...asked) {
      const page = await search(...asked);
      return { ...page, users: change(page.users) };
    },
  }),
});
const ofEnrolment = (
  lie: string,
  tell: (enrolment: NonNullable<Platform['enrolment']>) => Partial<NonNullable<Platform['enrolment']>>,
): Lie => ({ lie, tell: ({ enrolment }) => ({ enrolment: { ...enrolment, ...tell(enrolment) } }) });
const ofFindings = (lie: string, change: (found: EnrolmentFinding[]) => EnrolmentFinding[]) =>
  ofEnrolment(lie, ({ list }) => ({
    async list(...asked) {
      const page = await list(...asked);
      return { ...page, found: change(page.found) };
    },
  }));
const ofEvents = (lie: string, tell: (events: ReferencePlatform['events']) => object): Lie => ({
  lie,
  tell: ({ events }) => ({ events: { ...events, ...tell(events) } }),
});
const ofMessages = (lie: string, tell: (form: ReferencePlatform['contactForm']) => object): Lie => ({
  lie,
  tell: ({ contactForm }) => ({ contactForm: { ...contactForm, ...tell(contactForm) } }),
});

function signedIn(part: 'sessions' | 'devices'): Lie[] {
  return [
    {
      lie: 'lists one too few',
      tell: (honest) => ({
        [part]: {
          ...honest[part],
          read: async (...asked: Parameters<ReferencePlatform['sessions']['read']>) =>
            (await honest[part].read(...asked)).slice(1),
        },
      }),
    },
    {
      lie: 'lists those that ended',
      tell: (honest) => ({
        [part]: {
          ...honest[part],
          read: (reader: Database['reader'], id: UserId) => honest[part].read(reader, id, 0),
        },
      }),
    },
    {
      lie: 'ends none',
      tell: (honest) => ({ [part]: { ...honest[part], end: async () => (part === 'sessions' ? 2 : 1) } }),
    },
    {
      lie: 'tells another number of those that it ended',
      tell: (honest) => ({
        [part]: {
          ...honest[part],
          end: async (...asked: Parameters<ReferencePlatform['sessions']['end']>) =>
            (await honest[part].end(...asked)) + 1,
        },
      }),
    },
  ];
}

export const LIES: Record<string, Lie[]> = {
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
  'does what each operation means, to whoever is in whatever situation, and to nobody else': [
    instead('a reset does nothing', 'reset', nothingDone),
    instead('disabling does nothing', 'disable', nothingDone),
    afterwards('a reset takes the codes of everybody', 'reset', (tx) => tx('backup_codes').delete()),
    instead('a reset that keeps the requirement says that it ends', 'reset', {
      requirementStays: false,
    } as never),
    { lie: 'unlocking does nothing', tell: () => ({ lock: { unlock: async () => {} } }) },
    ofCodes('one code less than a set has', ({ replace }) => ({
      replace: (tx: Transaction, id: UserId, stored: string[], now: number) =>
        replace(tx, id, stored.slice(1), now),
    })),
    ofCodes('an emergency code that ends at another time', ({ addEmergency }) => ({
      addEmergency: (tx: Transaction, id: UserId, stored: string, ends: number, now: number) =>
        addEmergency(tx, id, stored, ends + 1, now),
    })),
    ofCodes('any code is taken', () => ({ consume: async () => true })),
  ],
  'changes of its user what it says, and no other row or column; a second time nothing more': [
    afterwards('a reset signs out', 'reset', (tx, id) => tx('sessions').where({ user_id: id }).delete()),
    afterwards('disabling suspends', 'disable', (tx, id) =>
      tx('users').where({ id }).update({ status: 'suspended' }),
    ),
    {
      lie: 'no event tells of unlocking',
      tell: () => ({
        lock: {
          unlock: async (tx, id) => {
            await tx('users').where({ id }).update({ failed_attempts: 0, locked_until: null });
          },
        },
      }),
    },
    ofCodes('a second time the same code is used again', ({ consume }) => ({
      consume: async (tx: Transaction, id: UserId, typed: string, now: number) => {
        const taken = await consume(tx, id, typed, now);
        await tx('two_factor_events').insert({ user_id: id, time: now, kind: 'backup-code-used' });
        return taken;
      },
    })),
  ],
  'shows a change inside its transaction, and none of it after a rollback': [
    {
      lie: 'a change outside the transaction',
      on: 'mysql',
      tell: ({ lock }, { reader }) => ({
        lock: { unlock: (_tx, id, now) => lock.unlock(reader as Transaction, id, now) },
      }),
    },
    {
      lie: 'a reading outside the transaction',
      on: 'mysql',
      tell: ({ read }, { reader }) => ({ read: (_reader, id, now) => read(reader, id, now) }),
    },
  ],
  'changes nothing by what is no id, or an id that nobody has': [
    {
      lie: 'unlocks whoever the id is near to',
      tell: ({ lock }) => ({ lock: { unlock: (tx, id, now) => lock.unlock(tx, loosely(id), now) } }),
    },
    ofCodes('uses up a code of whoever the id is near to', ({ consume }) => ({
      consume: (tx: Transaction, id: UserId, typed: string, now: number) =>
        consume(tx, loosely(id), typed, now),
    })),
  ],
  'says in sentences before it happens what a reset or disabling leaves behind': [
    afterwards('a factor that is left and not told of', 'reset', (tx, id) =>
      tx('totp_authenticators').insert({ user_id: id, name: 'left', secret: 'none', created_at: 1 }),
    ),
    instead('no sentence', 'reset', { leaves: () => ['the phone'] } as never),
  ],
  'locks the user: who comes second waits, and sees what the first one did': [
    {
      lie: 'only looks whether there is such a user',
      on: 'mysql',
      tell: () => ({
        lockUser: async (tx, id) => (await tx('users').where({ id }).first('id')) !== undefined,
      }),
    },
  ],
  'makes as many codes as are asked for, each its own, in the form of the platform': [
    ofCodes('the same code again and again', ({ make }) => ({
      make: async (count: number) => {
        const { shown, stored } = await make(1);
        return { shown: Array(count).fill(shown[0]), stored: Array(count).fill(stored[0]) };
      },
    })),
    ofCodes('always ten', ({ make }) => ({ make: () => make(10) })),
    ofCodes('without dashes', ({ make }) => ({
      make: async (count: number) => {
        const { shown, stored } = await make(count);
        return { shown: shown.map((code) => code.replaceAll('-', '')), stored };
      },
    })),
    ofCodes('in the clear', ({ make }) => ({
      make: async (count: number) => {
        const { shown } = await make(count);
        return { shown, stored: shown };
      },
    })),
  ],
  'takes for a code whatever its login takes, however it is typed, and nothing else': [
    ofCodes('anything can be a code', () => ({ canBeCode: () => true })),
    ofCodes('only as it is shown', () => ({ canBeCode: (typed: string) => /^[0-9A-Z-]{15}$/.test(typed) })),
  ],
  'gives codes that work once each, and not twice': [
    ofCodes('none is used up', ({ canBeCode }) => ({
      consume: async (_tx: Transaction, _id: UserId, typed: string) => canBeCode(typed),
    })),
    ofCodes('none works', () => ({ consume: async () => false })),
    ofCodes('a code works only as it is shown', ({ consume }) => ({
      consume: async (tx: Transaction, id: UserId, typed: string, now: number) =>
        typed.includes('-') && consume(tx, id, typed, now),
    })),
  ],
  'lets no code of a set work that was replaced, nor any after a reset': [
    ofCodes('the old ones stay', () => ({
      replace: async (tx: Transaction, id: UserId, stored: string[], now: number) => {
        await tx('backup_codes').insert(
          stored.map((one) => ({ user_id: id, kind: 'standard', hash: one, created_at: now })),
        );
      },
    })),
    instead('a reset leaves the codes', 'reset', {
      apply: async (tx: Transaction, id: UserId) => {
        await tx('totp_authenticators').where({ user_id: id }).delete();
      },
    } as never),
  ],
  'gives emergency codes that work until they end, and are no backup codes': [
    ofCodes('for ever', ({ addEmergency }) => ({
      addEmergency: (tx: Transaction, id: UserId, stored: string, _ends: number, now: number) =>
        addEmergency(tx, id, stored, NEVER_ENDS, now),
    })),
    ofCodes('none is removed', () => ({ removeExpired: async () => 0 })),
    ofCodes('an emergency code proves who is calling', ({ consume }) => ({
      consume: async (tx: Transaction, id: UserId, typed: string, now: number) => {
        await tx('backup_codes').where({ user_id: id }).update({ kind: 'standard' });
        return consume(tx, id, typed, now);
      },
    })),
  ],
  "opens the authenticators' secrets, of the user and nobody else": [
    ofSecrets('the key of somebody else', () => ({ key: new Uint8Array(20).fill(1) })),
    ofSecrets('all are confirmed', () => ({ confirmed: true })),
    { lie: 'no secret', tell: ({ totp }) => ({ totp: { ...totp, readSecrets: async () => [] } }) },
  ],
  'says how its codes are computed, as oathtool computes them': [
    ofSecrets('every minute', ({ parameters }) => ({ parameters: { ...parameters, period: 60 } })),
    ofSecrets('by another algorithm', ({ parameters }) => ({
      parameters: { ...parameters, algorithm: 'sha256' },
    })),
    ofSecrets('of eight digits', ({ parameters }) => ({ parameters: { ...parameters, digits: 8 } })),
    ofSecrets('from another time on', ({ parameters }) => ({ parameters: { ...parameters, t0: 90 } })),
  ],
  "counts an authenticator's code that was taken as used, for this and no earlier step": [
    {
      lie: 'none is counted',
      tell: ({ totp }) => ({ totp: { ...totp, consume: async () => true } }),
    },
    {
      lie: 'none is taken',
      tell: ({ totp }) => ({ totp: { ...totp, consume: async () => false } }),
    },
    {
      lie: 'an earlier step is taken',
      tell: ({ totp }) => ({
        totp: {
          ...totp,
          consume: async (tx, { authenticatorId: id, step }) =>
            (await tx('totp_authenticators').where({ id }).update({ last_used_step: step })) > 0,
        },
      }),
    },
  ],
  'lists the sessions that are counted, and ends them all': signedIn('sessions'),
  'lists the devices that are counted, and ends them all': signedIn('devices'),
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
  'counts everybody in exactly one range, while users come and go': [
    ofEnrolment('one is left out', ({ count }) => ({
      count: async (...asked) =>
        (await count(...asked)).map((group) => ({ ...group, users: group.users - 1 })),
    })),
    ofEnrolment('there is no range', () => ({ rangeFrom: async () => null })),
    ofEnrolment('more than all', () => ({ shareBefore: async () => 2 })),
  ],
  'lists everybody once, as their page tells, while users come and go': [
    ofFindings('everybody twice', (found) => [...found, ...found].slice(0, 3)),
    ofFindings('one is lost', (found) => found.slice(1)),
    ofFindings('nobody has codes', (found) => found.map((row) => ({ ...row, unusedCodes: 0 }))),
    ofFindings('nobody is locked out', (found) => found.map((row) => ({ ...row, lockedUntil: null }))),
    ofEnrolment('more than are asked for', ({ list }) => ({
      list: (reader, filter, from, options) => list(reader, filter, from, { ...options, limit: 50 }),
    })),
  ],
  'lists as many as it counts, for each state and each concern': [
    ofEnrolment('whatever the concern', ({ list }) => ({
      list: (reader, { concern: _, ...filter }, ...rest) => list(reader, filter, ...rest),
    })),
    ofEnrolment('whatever the state', ({ list }) => ({
      list: (reader, { enrolment: _, ...filter }, ...rest) => list(reader, filter, ...rest),
    })),
    ofEnrolment('numbers of concerns that it cannot tell', () => ({
      concerns: new Set(['locked'] as const),
    })),
    ofEnrolment('nobody has a confirmed one', () => ({ countConfirmed: async () => [] })),
  ],
  'refuses a place in the list that it did not give': [
    ofEnrolment('the first range for any cursor', ({ rangeFrom }) => ({
      rangeFrom: (reader) => rangeFrom(reader, null),
    })),
    ofEnrolment('the first users for any cursor', ({ list }) => ({
      list: (reader, filter, _from, options) => list(reader, filter, '0', options),
    })),
  ],
  'says which ranges changed since a place in its own records': [
    ofEnrolment('nothing changes', ({ changes }) => ({
      changes: changes && {
        ...changes,
        since: async (_reader, position) => ({ ranges: [], position, complete: true }),
      },
    })),
    ofEnrolment('it is never at the end', ({ changes }) => ({
      changes: changes && {
        ...changes,
        since: async (...asked) => ({ ...(await changes.since(...asked)), complete: false }),
      },
    })),
  ],
  'tells what it recorded, newest first and page by page': [
    ofEvents('oldest first', ({ read }) => ({
      read: async (...asked: Parameters<typeof read>) => (await read(...asked)).reverse(),
    })),
    ofEvents('those of that time once more', ({ read }) => ({
      read: (reader: Database['reader'], id: UserId, { before, limit }: { before: number; limit: number }) =>
        read(reader, id, { before: before + 1, limit }),
    })),
    ofEvents('the first time for the last', ({ last }) => ({
      last: async (...asked: Parameters<typeof last>) =>
        new Map([...(await last(...asked))].map(([kind]) => [kind, 1])),
    })),
  ],
  'gives the messages of its contact form in an order of its own, from a place on, and none is left out': [
    ofMessages('the newest first', ({ after }) => ({
      after: async (...asked: Parameters<typeof after>) => {
        const page = await after(...asked);
        return { ...page, messages: page.messages.reverse() };
      },
    })),
    ofMessages('one too many behind the page', ({ after }) => ({
      after: async (reader: Database['reader'], cursor: string, limit: number) => ({
        ...(await after(reader, cursor, limit)),
        cursor: (await after(reader, cursor, limit + 1)).cursor,
      }),
    })),
    ofMessages('none by its id', () => ({ withIds: async () => [] })),
    ofMessages('the last of that time too', ({ lastBefore }) => ({
      lastBefore: (reader: Database['reader'], time: number) => lastBefore(reader, time + 1),
    })),
  ],
};

/**
 * With parts that the reference platform leaves to its own code, and with codes hashed so cheaply that a lie is caught in no time: a hash
 * says itself how it was made.
 */
export function withEveryPart(honest: ReferencePlatform): ReferencePlatform {
  const consume: Totp['consume'] = async (tx, { authenticatorId: id, step }) => {
    const row = await tx('totp_authenticators').where({ id }).first('last_used_step');
    if (row.last_used_step !== null && Number(row.last_used_step) >= step) return false;
    return (await tx('totp_authenticators').where({ id }).update({ last_used_step: step })) > 0;
  };
  const make: ReferencePlatform['codes']['make'] = async (count) => {
    const shown = Array.from({ length: count }, () => newCode());
    const stored = await Promise.all(
      shown.map((code) => hash(code.replaceAll('-', ''), { memoryCost: 8, timeCost: 1 })),
    );
    return { shown, stored };
  };
  return { ...honest, codes: { ...honest.codes, make }, totp: { ...honest.totp, consume } as never };
}

function newCode(): string {
  const characters = Array.from(
    { length: 13 },
    () => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Math.floor(Math.random() * 32)],
  );
  return `${characters.slice(0, 4).join('')}-${characters.slice(4, 8).join('')}-${characters.slice(8).join('')}`;
}
