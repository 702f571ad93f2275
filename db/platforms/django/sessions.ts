/**
 * Where the user is signed in. django_session has no column for whose a row is, so all of them are read (session-data.ts); this happens before
 * the transaction, in pages of its primary key, and locks nothing. django-user-sessions and allauth's usersessions say whose.
 */
import { type Reader, rowsOf, type Transaction } from '../../database.ts';
import type { FoundSessions, Sessions, UserId, UserSession } from '../contract.ts';
import { asDjangoWrites } from './ids.ts';
import { atOnce } from './lock.ts';
import { ownerOf } from './session-data.ts';
import { type DjangoTables, isMysql } from './tables.ts';
import { djangoTime, readDjangoTime } from './times.ts';

const DJANGO = 'django_session';
const BY_USER = 'user_sessions_session';
const ALLAUTH = 'usersessions_usersession';

/** Rows a page: of some hundred bytes each. */
const PAGE = 2_000;
/** Keys in one statement. */
const CHUNK = 500;

/** In which tables there are sessions that are still good. */
export interface SessionUse {
  django: boolean;
  userSessions: boolean;
}

/** The engine is a setting of the platform, so only that there are sessions tells where they are. Reads one row of each table's index. */
export async function sessionUse(reader: Reader, tables: DjangoTables, now: number): Promise<SessionUse> {
  const { django, userSessions } = tables.sessions;
  return {
    django: django && (await hasLive(reader, DJANGO, now)),
    userSessions: userSessions !== null && (await hasLive(reader, BY_USER, now)),
  };
}

async function hasLive(reader: Reader, table: string, now: number): Promise<boolean> {
  const row = await reader(table).where('expire_date', '>', djangoTime(now)).first('session_key');
  return row !== undefined;
}

/** What Rekey cannot see or do, a sentence each. */
export function sessionLimits({ django, userSessions }: SessionUse): string[] {
  if (!(django || userSessions)) {
    return [
      'No session in the database is still good, so the platform keeps them elsewhere (a cache, files, cookies): Rekey can end none.',
    ];
  }
  if (!django) return [];
  return [
    'Sessions do not say whose they are: Rekey looks for a user’s when it ends them, once more right afterwards for those that began meanwhile, and shows none before.',
    CACHED,
  ];
}

const CACHED =
  'Where the platform keeps sessions in a cache as well (cached_db), one that was ended can live on until the cache forgets it.';

/** Undefined: there are none in the database. */
export function djangoSessions(tables: DjangoTables, use: SessionUse): Sessions | undefined {
  if (!(use.django || use.userSessions)) return undefined;
  const { django, userSessions, allauth } = tables.sessions;
  return {
    ...(django
      ? {
          find: (reader: Reader, ids: readonly UserId[], now: number) =>
            find(reader, new Map(ids.map((id) => [asDjangoWrites(tables.users.keyType, id), id])), now),
        }
      : {}),
    // Beside sessions of unknown users a list would not be all of them.
    ...(use.django ? {} : { read }),
    async end(tx, id, _now, found) {
      let ended = 0;
      const keys = found?.keys.get(id) ?? [];
      for (let from = 0; from < keys.length; from += CHUNK) {
        ended += await remove(tx, DJANGO, 'session_key', keys.slice(from, from + CHUNK));
      }
      if (userSessions) ended += await remove(tx, BY_USER, 'user_id', [id]);
      // Rows about sessions of django_session, which are counted there (UserSession.end).
      if (allauth) await remove(tx, ALLAUTH, 'user_id', [id]);
      return ended;
    },
    leaves: () => (use.django ? [CACHED] : []),
  };
}

interface SessionRow {
  session_key: string;
  session_data: string;
}

/** `ids`: by what a session has of them. */
async function find(reader: Reader, ids: ReadonlyMap<string, UserId>, now: number): Promise<FoundSessions> {
  const found = { keys: new Map<UserId, string[]>(), unreadable: 0 };
  for (let after = ''; ; ) {
    const rows = await page(reader, after, now);
    for (const { session_key, session_data } of rows) {
      const owner = ownerOf(session_data);
      if (owner === null) found.unreadable += 1;
      const id = owner?.userId == null ? undefined : ids.get(owner.userId);
      if (id === undefined) continue;
      const keys = found.keys.get(id);
      if (keys) keys.push(session_key);
      else found.keys.set(id, [session_key]);
    }
    if (rows.length < PAGE) return found;
    after = rows.at(-1)?.session_key ?? '';
  }
}

/** By the primary key whatever the planner thinks of the index of expire_date: a page that it sorts itself reads the whole table. */
function page(reader: Reader, after: string, now: number): Promise<SessionRow[]> {
  const mysql = isMysql(reader);
  return rowsOf<SessionRow>(
    reader,
    `SELECT session_key, session_data FROM ${DJANGO} ${mysql ? 'FORCE INDEX (PRIMARY)' : ''}
      WHERE session_key > ? AND ${mysql ? '' : '+'}expire_date > ? ORDER BY session_key LIMIT ${PAGE}`,
    [after, djangoTime(now)],
  );
}

/** How many of the user's are still good; null: nobody can be asked. */
export async function countSessions(
  reader: Reader,
  { django, userSessions }: SessionUse,
  id: UserId,
  now: number,
): Promise<number | null> {
  if (django || !userSessions) return null;
  const [row] = await reader(BY_USER)
    .where({ user_id: id })
    .where('expire_date', '>', djangoTime(now))
    .count({ n: '*' });
  return Number(row?.n);
}

async function read(reader: Reader, id: UserId, now: number): Promise<UserSession[]> {
  const rows: {
    user_agent: string | null;
    ip: string | null;
    last_activity: string | Date;
    expire_date: string | Date;
  }[] = await reader(BY_USER)
    .where({ user_id: id })
    .where('expire_date', '>', djangoTime(now))
    .orderBy('last_activity', 'desc')
    .limit(50)
    .select('user_agent', 'ip', 'last_activity', 'expire_date');
  return rows.map((row) => ({
    label: [row.user_agent, row.ip].filter(Boolean).join(' · ') || 'unknown device',
    createdAt: null,
    lastSeenAt: readDjangoTime(row.last_activity),
    expiresAt: readDjangoTime(row.expire_date),
  }));
}

async function remove(tx: Transaction, table: string, column: string, values: string[]): Promise<number> {
  await atOnce(tx, tx(table).whereIn(column, values).select(column));
  return tx(table).whereIn(column, values).delete();
}
