/** Counting the reference platform's users by their second factor, one range of ids at a time. */
import { type Reader, rowsOf } from '../../database.ts';
import type { Enrolment } from '../contract.ts';
import {
  CONCERNS,
  type Concern,
  type ConfirmedGroup,
  type EnrolmentSource,
  type Range,
  type UserGroup,
} from '../enrolment.ts';
import { list } from './enrolment-list.ts';
import {
  type Bindings,
  CONCERN_SQL,
  concernBindings,
  groupsOf,
  JOINED,
  rangeBindings,
  STATE,
  STATES,
} from './enrolment-sql.ts';

/** The statement of one range and its values, also for the benchmark. */
export function countStatement(
  reader: Reader,
  range: Range,
  now: number,
): { sql: string; bindings: Bindings } {
  const sums = CONCERNS.map(
    (concern, index) => `SUM(CASE WHEN ${CONCERN_SQL[concern]} THEN 1 ELSE 0 END) AS concern_${index}`,
  );
  const { department, role } = groupsOf(reader);
  return {
    sql: `SELECT ${department} AS department, ${role} AS role, ${monthOf(reader, 'u.created_at')} AS month, ${STATE} AS state,
      COUNT(*) AS users, ${sums.join(', ')} ${JOINED} GROUP BY ${department}, ${role}, month, state`,
    bindings: [...CONCERNS.flatMap((concern) => concernBindings(concern, now)), ...rangeBindings(range)],
  };
}

type CountRow = Record<`concern_${number}`, number> & {
  department: string | null;
  role: string;
  month: string;
  state: number;
  users: number;
};

async function count(reader: Reader, range: Range, now: number): Promise<UserGroup[]> {
  const { sql, bindings } = countStatement(reader, range, now);
  const rows = await rowsOf<CountRow>(reader, sql, bindings);
  return rows.map((row) => ({
    department: row.department,
    role: row.role,
    month: row.month,
    enrolment: STATES[Number(row.state)] as Enrolment,
    users: Number(row.users),
    concerns: Object.fromEntries(
      CONCERNS.map((concern, index) => [concern, Number(row[`concern_${index}`])]),
    ) as Record<Concern, number>,
  }));
}

async function countConfirmed(reader: Reader, { from, to }: Range): Promise<ConfirmedGroup[]> {
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
export const enrolmentSource: EnrolmentSource = {
  count,
  countConfirmed,
  list,
  async next(reader, from) {
    const [row] = await rowsOf<{ id: number }>(
      reader,
      'SELECT id FROM users WHERE id >= ? ORDER BY id LIMIT 1',
      [from],
    );
    return row ? Number(row.id) : null;
  },
  async last(reader) {
    const [row] = await rowsOf<{ id: number }>(reader, 'SELECT id FROM users ORDER BY id DESC LIMIT 1');
    return row ? Number(row.id) : null;
  },
  async changedSince(reader, position, limit) {
    const rows = await rowsOf<{ id: number; user_id: number }>(
      reader,
      'SELECT id, user_id FROM two_factor_events WHERE id > ? ORDER BY id LIMIT ?',
      [position, limit],
    );
    return {
      users: [...new Set(rows.map((row) => Number(row.user_id)))],
      position: Number(rows.at(-1)?.id ?? position),
      complete: rows.length < limit,
    };
  },
  async lastChange(reader) {
    const [row] = await rowsOf<{ last: number | null }>(
      reader,
      'SELECT MAX(id) AS last FROM two_factor_events',
    );
    return Number(row?.last ?? 0);
  },
};
