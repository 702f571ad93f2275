/**
 * A platform whose users have UUIDs, with little beside what a platform must have. For tests of what Rekey takes for granted:
 * nothing of an id may be read but by the platform.
 */
import type { Database } from '../../db/database.ts';
import type { Platform, UserId, UserReading, UserSummary } from '../../db/platforms/contract.ts';
import { CONCERNS, type EnrolmentSource } from '../../db/platforms/enrolment.ts';
import { START } from './people.ts';

interface Account {
  id: string;
  login: string;
  privileged: number;
  paired: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Makes its table too. */
export async function openUuidPlatform(database: Database): Promise<Platform> {
  await database.reader.schema.createTable('accounts', (table) => {
    table.string('id', 36).primary();
    table.string('login', 60).notNullable().unique();
    table.boolean('privileged').notNullable();
    table.boolean('paired').notNullable();
  });
  return uuidPlatform(database);
}

export function uuidPlatform(database: Database): Platform {
  const accounts = (): Promise<Account[]> => database.reader('accounts').orderBy('id');
  const isUserId = (text: string): text is UserId => UUID.test(text);
  const candidatesOf = async (reference: string) => {
    const id = reference.replace(/^#/, '');
    return (await accounts())
      .filter((one) => one.id === id || [one.login, `${one.login}@example.org`].includes(reference))
      .map(summaryOf);
  };
  const reset: Platform['reset'] = {
    async apply(tx, id) {
      await tx('accounts').where({ id }).update({ paired: false });
    },
    leaves: () => [],
    requirementStays: null,
  };
  return {
    ...{ id: 'uuid', label: 'UUID platform', version: null, recognisedBy: [], limits: [] },
    ...{ isUserId, enrolment: uuidEnrolment },
    fields: new Set(['email', 'fullName', 'createdAt']),
    async search(query, { limit, cursor = '' }) {
      const found = (await accounts())
        .filter(({ login, id }) => login.startsWith(query) || query === `#${id}`)
        .filter(({ id }) => id > cursor);
      const page = found.slice(0, limit);
      return {
        users: page.map(summaryOf),
        nextCursor: found.length > page.length ? (page.at(-1)?.id ?? null) : null,
      };
    },
    resolve: async (reference) => (await candidatesOf(reference))[0]?.id ?? null,
    candidates: (references) => Promise.all(references.map(candidatesOf)),
    async summaries(ids) {
      const known = await accounts();
      return ids.flatMap((id) => known.filter((one) => one.id === id).map(summaryOf));
    },
    async read(reader, id) {
      const account: Account | undefined = await reader('accounts').where({ id }).first();
      return account ? readingOf(account) : null;
    },
    async lockUser(tx, id) {
      return (await tx('accounts').where({ id }).forUpdate()).length > 0;
    },
    reset,
  };
}

/** Ranges by the first character; a cursor is the last id before it. */
const uuidEnrolment: EnrolmentSource = {
  concerns: new Set(CONCERNS),
  async rangeFrom(reader, cursor) {
    const row: Account | undefined = await reader('accounts')
      .where('id', '>', cursor ?? '')
      .orderBy('id')
      .first();
    const key = row?.id.charAt(0);
    return key ? { key, from: cursor ?? '', end: `${key}g` } : null;
  },
  shareBefore: async () => 1,
  async count(reader, range) {
    const rows: Account[] = await reader('accounts').where('id', 'like', `${range}%`);
    return rows.map((row) => ({
      ...{ department: null, role: 'user', month: '2026-01', users: 1 },
      enrolment: row.paired ? ('enrolled' as const) : ('not-enrolled' as const),
      concerns: Object.fromEntries(CONCERNS.map((one) => [one, 0])) as Record<
        (typeof CONCERNS)[number],
        number
      >,
    }));
  },
  countConfirmed: async () => [],
  async list(reader, filter, from, { limit }) {
    const rows: Account[] = await reader('accounts')
      .where('id', '>', from)
      .orderBy('id')
      .limit(Math.min(2, limit));
    const found = rows.map((row) => ({
      ...summaryOf(row),
      ...{ unusedCodes: 0, createdAt: START, confirmedAt: null, lastUsedAt: null, pendingSince: null },
      ...{ contradicted: false, staffChangeAt: null },
    }));
    return {
      found: found.filter(({ enrolment }) => enrolment === (filter.enrolment ?? enrolment)),
      next: rows.at(-1)?.id ?? from,
    };
  },
};

function summaryOf({ id, login, privileged, paired }: Account): UserSummary {
  return {
    ...{ id: id as UserId, username: login, email: `${login}@example.org`, fullName: login },
    ...{ department: null, role: 'user', privileged: Boolean(privileged), status: 'active' },
    ...{ enrolment: paired ? 'enrolled' : 'not-enrolled', lockedUntil: null, lastLoginAt: null },
  };
}

function readingOf(account: Account): UserReading {
  const user = summaryOf(account);
  return {
    user: { ...user, phone: null, createdAt: START },
    state: {
      ...{ required: null, enrolment: user.enrolment, because: [`accounts.paired is ${account.paired}`] },
      factors: account.paired
        ? [
            {
              ...{ kind: 'authenticator', row: `accounts ${account.id}`, name: null, detail: null },
              ...{ confirmed: true, counts: true, createdAt: START, lastUsedAt: null },
            },
          ]
        : [],
      authenticator: account.paired
        ? { name: null, confirmed: true, createdAt: START, confirmedAt: START, lastUsedAt: null }
        : null,
      ...{
        backupCodes: null,
        emergencyCodes: [],
        failedAttempts: null,
        lockedUntil: null,
        lockAssumes: null,
      },
      ...{ sessions: null, trustedDevices: null },
    },
    version: `paired ${account.paired}`,
  };
}
