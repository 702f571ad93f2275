/** Counting the reference platform's users by their second factor, one range of ids at a time. */
import { type Reader, rowsOf } from '../../database.ts';
import type { Enrolment, UserId } from '../contract.ts';
import {
  CONCERNS,
  type ConfirmedGroup,
  type EnrolmentSource,
  type StaffChange,
  type UserGroup,
} from '../enrolment.ts';
import { list } from './enrolment-list.ts';
import {
  type Bindings,
  BY_STAFF,
  CONCERN_SQL,
  CONTRADICTED,
  concernBindings,
  groupsOf,
  type Ids,
  idsOfRange,
  JOINED,
  joinedOf,
  numberOf,
  RANGE,
  rangeBindings,
  STATE,
  STATES,
  startOf,
} from './enrolment-sql.ts';

/** The statement of one range and its values, also for the benchmark. */
export function countStatement(reader: Reader, ids: Ids, now: number): { sql: string; bindings: Bindings } {
  const sums = CONCERNS.map(
    (concern, index) => `SUM(CASE WHEN ${CONCERN_SQL[concern]} THEN 1 ELSE 0 END) AS concern_${index}`,
  );
  const { department, role } = groupsOf(reader);
  return {
    sql: `SELECT ${department} AS department, ${role} AS role, ${monthOf(reader, 'u.created_at')} AS month, ${STATE} AS state,
      COUNT(*) AS users, ${sums.join(', ')} ${JOINED} GROUP BY ${department}, ${role}, month, state`,
    bindings: [...CONCERNS.flatMap((concern) => concernBindings(concern, now)), ...rangeBindings(ids)],
  };
}

type CountRow = Record<`concern_${number}`, number> & {
  department: string | null;
  role: string | null;
  month: string;
  state: number;
  users: number;
};

async function count(reader: Reader, range: string, now: number): Promise<UserGroup[]> {
  const { sql, bindings } = countStatement(reader, idsOfRange(range), now);
  const rows = await rowsOf<CountRow>(reader, sql, bindings);
  return rows.map((row) => ({
    department: row.department,
    role: row.role,
    month: row.month,
    enrolment: STATES[Number(row.state)] as Enrolment,
    users: Number(row.users),
    concerns: Object.fromEntries(
      CONCERNS.map((concern, index) => [concern, Number(row[`concern_${index}`])]),
    ),
  }));
}

async function countConfirmed(reader: Reader, range: string): Promise<ConfirmedGroup[]> {
  const { from, to } = idsOfRange(range);
  const rows = await rowsOf<{ month: string; users: number }>(
    reader,
    `SELECT ${monthOf(reader, 'confirmed_at')} AS month, COUNT(*) AS users FROM (
       SELECT user_id, MAX(confirmed_at) AS confirmed_at FROM totp_authenticators
       WHERE user_id BETWEEN ? AND ? AND confirmed_at IS NOT NULL GROUP BY user_id
     ) p GROUP BY month`,
    [from, to],
  );
  return rows.map(({ month, users }) => ({ month, users: Number(users) }));
}

/** The session's time zone must not matter, so the server is never asked to convert a moment into local time. */
function monthOf(reader: Reader, column: string): string {
  return reader.client.config.client === 'mysql2'
    ? `DATE_FORMAT(DATE_ADD('1970-01-01 00:00:00', INTERVAL ${column} DIV 1000 SECOND), '%Y-%m')`
    : `strftime('%Y-%m', ${column} / 1000, 'unixepoch')`;
}

/** The index has the times, so only the latest events are read themselves. Also for EXPLAIN. */
export function staffChangesStatement({ from, to }: Ids, since: number): { sql: string; bindings: Bindings } {
  return {
    sql: `SELECT user_id, MAX(time) AS time FROM two_factor_events
      WHERE user_id BETWEEN ? AND ? AND time > ? AND ${BY_STAFF} GROUP BY user_id`,
    bindings: [from, to, since],
  };
}

/** Users in one statement; SQLite and MySQL both take far more. */
const AT_ONCE = 500;

async function staffChanges(reader: Reader, range: string, since: number): Promise<StaffChange[]> {
  const { sql, bindings } = staffChangesStatement(idsOfRange(range), since);
  const rows = await rowsOf<{ user_id: number; time: number }>(reader, sql, bindings);
  const contradicted = new Set<number>();
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const ids = rows.slice(start, start + AT_ONCE).map((row) => Number(row.user_id));
    const of = await rowsOf<{ id: number }>(
      reader,
      `SELECT u.id ${joinedOf(ids.length)} AND ${CONTRADICTED}`,
      [...ids, ...ids, ...ids, ...ids],
    );
    for (const { id } of of) contradicted.add(Number(id));
  }
  return rows.map((row) => ({
    id: String(row.user_id) as UserId,
    time: Number(row.time),
    contradicted: contradicted.has(Number(row.user_id)),
  }));
}

export const enrolmentSource: EnrolmentSource = {
  concerns: new Set(CONCERNS),
  count,
  countConfirmed,
  staffChanges,
  list,
  async rangeFrom(reader, cursor) {
    const [row] = await rowsOf<{ id: number }>(
      reader,
      'SELECT id FROM users WHERE id >= ? ORDER BY id LIMIT 1',
      [cursor === null ? 0 : numberOf(cursor)],
    );
    if (!row) return null;
    const start = startOf(Number(row.id));
    return { key: String(start), from: String(row.id), end: String(start + RANGE) };
  },
  async shareBefore(reader, cursor) {
    const [row] = await rowsOf<{ id: number }>(reader, 'SELECT id FROM users ORDER BY id DESC LIMIT 1');
    return row ? Math.min(1, numberOf(cursor) / (Number(row.id) + 1)) : 1;
  },
  changes: {
    async since(reader, position, limit) {
      const rows = await rowsOf<{ id: number; user_id: number }>(
        reader,
        'SELECT id, user_id FROM two_factor_events WHERE id > ? ORDER BY id LIMIT ?',
        [numberOf(position), limit],
      );
      return {
        ranges: [...new Set(rows.map((row) => String(startOf(Number(row.user_id)))))],
        position: String(rows.at(-1)?.id ?? position),
        complete: rows.length < limit,
      };
    },
    async last(reader) {
      const [row] = await rowsOf<{ last: number | null }>(
        reader,
        'SELECT MAX(id) AS last FROM two_factor_events',
      );
      return String(row?.last ?? 0);
    },
  },
};
