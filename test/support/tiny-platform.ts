/**
 * The smallest platform there can be: users with a UUID and a login, who have paired something or have not. Nothing else is known of them
 * and nothing can be done to them, but what a test adds. What Rekey takes for granted about platforms fails on it.
 */
import type { Database, Reader } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { Platform, UserId, UserReading, UserSummary } from '../../db/platforms/contract.ts';
import type { EnrolmentFilter, EnrolmentSource } from '../../db/platforms/enrolment.ts';

interface Account {
  id: string;
  login: string;
  privileged: number;
  paired: number;
}

const TABLE = 'accounts';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Asked before each statement: MySQL takes an id with a space behind it for the id. */
const isUserId = (text: string): text is UserId => UUID.test(text);
/** Sorts after every character there is. */
const AFTER_ALL = '\u{10FFFF}';

export async function createTinyTables(database: Database): Promise<void> {
  await database.reader.schema.createTable(TABLE, (table) => {
    table.string('id', 36).primary();
    table.string('login', 60).notNullable().unique();
    table.boolean('privileged').notNullable();
    table.boolean('paired').notNullable();
    if (database.kind === 'mysql') table.collate('utf8mb4_bin');
  });
}

/** `parts`: what it has beside. */
export function tinyPlatform(database: Database, parts: Partial<Platform> = {}): Platform {
  const accounts = (reader = database.reader) => reader<Account>(TABLE);
  const byIds = (ids: readonly string[], reader?: Reader) =>
    accounts(reader).whereIn('id', ids.filter(isUserId));
  /** By "#" and the id, or by the login, as they are written. */
  const meantBy = async (reference: string): Promise<Account | undefined> =>
    reference.startsWith('#')
      ? accounts()
          .where({ id: reference.slice(1) })
          .first()
      : accounts().where({ login: reference }).first();
  return {
    ...{ id: 'tiny', label: 'Tiny platform', version: null, fields: new Set<never>() },
    recognisedBy: ['the table accounts has paired'],
    limits: ['Nothing but the login is known of a user.'],
    isUserId,
    async search(query, { limit, cursor }) {
      const after = cursor === undefined ? '' : placeIn(cursor);
      const text = query.trim();
      if (text === '') return { users: [], nextCursor: null };
      const byId = after === '' && text.startsWith('#') ? await meantBy(text) : undefined;
      // One more than asked for tells whether there is a next page.
      const rows = await accounts()
        .where('login', '>=', text)
        .where('login', '<', text + AFTER_ALL)
        .where('login', '>', after)
        .orderBy('login')
        .limit(limit + 1);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        users: [...(byId ? [byId] : []), ...page].map(summaryOf),
        nextCursor: rows.length > page.length && last ? cursorAfter(last.login) : null,
      };
    },
    resolve: async (reference) => ((await meantBy(reference))?.id as UserId | undefined) ?? null,
    async summaries(ids, reader) {
      const known = new Map((await byIds(ids, reader)).map((one) => [one.id, summaryOf(one)]));
      return ids.flatMap((id) => known.get(id) ?? []);
    },
    async read(reader, id) {
      const [account]: Account[] = isUserId(id) ? await reader(TABLE).where({ id }) : [];
      return account ? readingOf(account) : null;
    },
    async lockUser(tx, id) {
      return isUserId(id) && (await tx(TABLE).where({ id }).forUpdate()).length > 0;
    },
    ...parts,
  };
}

/** Parts for tests of what needs them. */
export const unpair: Platform['reset'] & {} = {
  async apply(tx, id) {
    if (isUserId(id)) await tx(TABLE).where({ id }).update({ paired: false });
  },
  leaves: () => [],
  requirementStays: null,
};

export function candidatesAmong(platform: Platform): Platform['candidates'] & {} {
  return async (references, { addressesOnly = false } = {}) => {
    const ids = await Promise.all(references.map((one) => (addressesOnly ? null : platform.resolve(one))));
    return Promise.all(ids.map((id) => (id === null ? [] : platform.summaries([id]))));
  };
}

/** Everybody has an address of example.org, by which they can be meant as well. */
export function withAddresses(platform: Platform): Platform {
  const { summaries, read, search, enrolment } = platform;
  const byLogin = candidatesAmong(platform);
  const addressed = <User extends Pick<UserSummary, 'username' | 'email'>>(user: User): User => ({
    ...user,
    email: `${user.username}@example.org`,
  });
  return {
    ...platform,
    fields: new Set(['email']),
    async search(...asked) {
      const page = await search(...asked);
      return { ...page, users: page.users.map(addressed) };
    },
    summaries: async (...asked) => (await summaries(...asked)).map(addressed),
    async read(...asked) {
      const reading = await read(...asked);
      return reading && { ...reading, user: addressed(reading.user) };
    },
    async candidates(references) {
      const found = await byLogin(references.map((one) => one.replace(/@example\.org$/, '')));
      return found.map((users) => users.map(addressed));
    },
    ...(enrolment && {
      enrolment: {
        ...enrolment,
        async list(...asked) {
          const page = await enrolment.list(...asked);
          return { ...page, found: page.found.map(addressed) };
        },
      },
    }),
  };
}

/** Ranges by the first character of the id. */
export const tinyEnrolment: EnrolmentSource = {
  concerns: new Set(['privileged-without-2fa']),
  async rangeFrom(reader, cursor) {
    const from = cursor ?? cursorAfter('');
    const row: Account | undefined = await inOrder(reader, from).first();
    const key = row?.id.charAt(0);
    return key ? { key, from, end: cursorAfter(`${key}${AFTER_ALL}`) } : null;
  },
  async shareBefore(_reader, cursor) {
    return Number.parseInt(placeIn(cursor).charAt(0) || '0', 16) / 16;
  },
  async count(reader, range) {
    const rows: Account[] = await reader(TABLE).where('id', 'like', `${range}%`);
    return rows.map((row) => ({
      ...{ department: null, role: null, month: null, users: 1, enrolment: enrolmentOf(row) },
      concerns: { 'privileged-without-2fa': row.privileged && !row.paired ? 1 : 0 },
    }));
  },
  countConfirmed: async () => [],
  async list(reader, filter, from, { limit }) {
    const rows: Account[] = await inOrder(reader, from).limit(Math.min(2, limit));
    const found = rows
      .filter((row) => fits(row, filter))
      .map((row) => ({
        ...summaryOf(row),
        ...{ unusedCodes: null, createdAt: null, confirmedAt: null, lastUsedAt: null, pendingSince: null },
        ...{ contradicted: false, staffChangeAt: null },
      }));
    return { found, next: cursorAfter(rows.at(-1)?.id ?? AFTER_ALL) };
  },
};

/** Of what it does not know of anybody, nobody has anything. */
function fits(row: Account, { enrolment, concern, department, role, ...dates }: EnrolmentFilter): boolean {
  if (Object.values(dates).some((date) => date !== undefined)) return false;
  if (department || role) return false;
  if (concern && (concern !== 'privileged-without-2fa' || !row.privileged || row.paired)) return false;
  return enrolmentOf(row) === (enrolment ?? enrolmentOf(row));
}

function inOrder(reader: Reader, from: string) {
  return reader<Account>(TABLE).where('id', '>', placeIn(from)).orderBy('id');
}

const MARK = 'after:';

function cursorAfter(place: string): string {
  return MARK + place;
}

/** @throws RekeyError BAD_INPUT */
function placeIn(cursor: string): string {
  if (cursor.startsWith(MARK)) return cursor.slice(MARK.length);
  throw new RekeyError('BAD_INPUT', { why: 'no cursor of this list' });
}

function enrolmentOf({ paired }: Account): UserSummary['enrolment'] {
  return paired ? 'on' : 'off';
}

function summaryOf(account: Account): UserSummary {
  return {
    ...{ id: account.id as UserId, username: account.login, privileged: Boolean(account.privileged) },
    ...{ email: null, fullName: null, department: null, role: null, status: null },
    ...{ enrolment: enrolmentOf(account), lockedUntil: null, lastLoginAt: null },
  };
}

function readingOf(account: Account): UserReading {
  const unknown = { createdAt: null, lastUsedAt: null };
  return {
    user: { ...summaryOf(account), phone: null, createdAt: null },
    state: {
      ...{
        required: null,
        enrolment: enrolmentOf(account),
        because: [`accounts.paired is ${Number(account.paired)}`],
      },
      factors: account.paired
        ? [
            {
              ...{
                kind: 'authenticator',
                row: `accounts ${account.id}`,
                name: null,
                confirmed: true,
                counts: true,
              },
              ...{ detail: null, ...unknown },
            },
          ]
        : [],
      authenticator: account.paired ? { name: null, confirmed: true, confirmedAt: null, ...unknown } : null,
      ...{
        backupCodes: null,
        emergencyCodes: [],
        failedAttempts: null,
        lockedUntil: null,
        lockAssumes: null,
      },
      ...{ sessions: null, trustedDevices: null },
    },
    version: `paired ${Number(account.paired)}`,
  };
}
