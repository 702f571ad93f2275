/** Counting and listing the reference platform's users by their second factor, one range of ids at a time. */
import { AUDIT_TABLE } from '../../audit/rows.ts';
import { type Reader, rowsOf } from '../../database.ts';
import {
  CONCERNS,
  type Concern,
  type ConfirmedGroup,
  DORMANT,
  type EnrolmentFilter,
  type EnrolmentRow,
  type EnrolmentSource,
  FEW_CODES,
  PENDING_LONG,
  type Range,
  RECORDED_WITHIN,
  SUPPORT_WITHIN,
  type UserGroup,
} from '../enrolment.ts';
import type { Enrolment, UserId } from '../platform.ts';

type Bindings = (string | number)[];

const STATES: readonly Enrolment[] = ['not-enrolled', 'pending', 'enrolled'];
const STATE = 'CASE WHEN p.confirmed_at IS NOT NULL THEN 2 WHEN p.user_id IS NOT NULL THEN 1 ELSE 0 END';

/**
 * The pairing or the codes are not as the events say, which the platform and Rekey write in the same transaction as the
 * change; or staff are said to have made a change, since the log began, that it does not know. Without an event nothing can be said.
 */
const CHANGED_OUTSIDE = `(
  (p.confirmed_at IS NOT NULL AND e.removed_at > COALESCE(e.enrolled_at, 0))
  OR (p.confirmed_at IS NULL AND e.enrolled_at > COALESCE(e.removed_at, 0))
  OR p.confirmed_at > e.enrolled_at + ${RECORDED_WITHIN}
  OR c.issued_at > e.generated_at + ${RECORDED_WITHIN}
  OR (e.support_at > ? AND e.support_at > (SELECT time FROM ${AUDIT_TABLE} ORDER BY sequence LIMIT 1)
    AND NOT EXISTS (SELECT 1 FROM ${AUDIT_TABLE} a WHERE a.user_id = CAST(u.id AS CHAR)
    AND a.category = 'action' AND a.outcome = 'done' AND a.time = e.support_at))
)`;

/** The times that decide, as bindings of CONCERN_SQL in the order of their question marks. */
const CONCERN_SQL: Record<Concern, string> = {
  'changed-outside': CHANGED_OUTSIDE,
  'privileged-without-2fa': 'u.privileged = 1 AND p.confirmed_at IS NULL',
  'no-backup-codes': 'p.confirmed_at IS NOT NULL AND COALESCE(c.unused, 0) = 0',
  'few-backup-codes': `p.confirmed_at IS NOT NULL AND c.unused BETWEEN 1 AND ${FEW_CODES}`,
  'never-used': 'p.confirmed_at IS NOT NULL AND p.last_used_at IS NULL',
  'pending-long': 'p.confirmed_at IS NULL AND p.pending_since < ?',
  locked: 'u.locked_until > ?',
  dormant: '(u.last_login_at IS NULL OR u.last_login_at < ?)',
};

function concernBindings(concern: Concern, now: number): Bindings {
  if (concern === 'changed-outside') return [now - SUPPORT_WITHIN];
  if (concern === 'pending-long') return [now - PENDING_LONG];
  if (concern === 'locked') return [now];
  return concern === 'dormant' ? [now - DORMANT] : [];
}

/** Each user once, with the pairing, the backup codes and what the events tell of both; rangeBindings has the values. */
const JOINED = `
  FROM users u
  LEFT JOIN (
    SELECT user_id, MAX(confirmed_at) AS confirmed_at, MAX(last_used_at) AS last_used_at,
      MIN(CASE WHEN confirmed_at IS NULL THEN created_at END) AS pending_since
    FROM totp_authenticators WHERE user_id BETWEEN ? AND ? GROUP BY user_id
  ) p ON p.user_id = u.id
  LEFT JOIN (
    SELECT user_id, SUM(CASE WHEN used_at IS NULL THEN 1 ELSE 0 END) AS unused, MAX(created_at) AS issued_at
    FROM backup_codes WHERE user_id BETWEEN ? AND ? AND kind = 'standard' GROUP BY user_id
  ) c ON c.user_id = u.id
  LEFT JOIN (
    SELECT user_id, MAX(CASE WHEN kind = 'enrolled' THEN time END) AS enrolled_at,
      MAX(CASE WHEN kind IN ('disabled', 'reset') THEN time END) AS removed_at,
      MAX(CASE WHEN kind = 'backup-codes-generated' THEN time END) AS generated_at,
      MAX(CASE WHEN detail = 'by support' AND kind IN ('disabled', 'reset', 'backup-codes-generated')
        THEN time END) AS support_at
    FROM two_factor_events WHERE user_id BETWEEN ? AND ? GROUP BY user_id
  ) e ON e.user_id = u.id
  WHERE u.id BETWEEN ? AND ?`;

const rangeBindings = ({ from, to }: Range): Bindings => [from, to, from, to, from, to, from, to];

/** The statement of one range and its values, also for the benchmark. */
export function countStatement(
  reader: Reader,
  range: Range,
  now: number,
): { sql: string; bindings: Bindings } {
  const sums = CONCERNS.map(
    (concern, index) => `SUM(CASE WHEN ${CONCERN_SQL[concern]} THEN 1 ELSE 0 END) AS concern_${index}`,
  );
  return {
    sql: `SELECT u.department, u.role, ${monthOf(reader, 'u.created_at')} AS month, ${STATE} AS state,
      COUNT(*) AS users, ${sums.join(', ')} ${JOINED} GROUP BY u.department, u.role, month, state`,
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

interface ListRow {
  id: number | string;
  username: string;
  email: string;
  full_name: string;
  department: string | null;
  role: string;
  privileged: number;
  state: number;
  unused: number | null;
  created_at: number;
  confirmed_at: number | null;
  last_used_at: number | null;
  pending_since: number | null;
  locked_until: number | null;
  last_login_at: number | null;
}

/** Also for the benchmark. */
export function listStatement(
  filter: EnrolmentFilter,
  range: Range,
  { limit, now }: { limit: number; now: number },
): { sql: string; bindings: Bindings } {
  const { where, bindings } = conditionsOf(filter, now);
  return {
    sql: `SELECT u.id, u.username, u.email, u.full_name, u.department, u.role, u.privileged, ${STATE} AS state, c.unused,
      u.created_at, p.confirmed_at, p.last_used_at, p.pending_since, u.locked_until, u.last_login_at
      ${JOINED} ${where} ORDER BY u.id LIMIT ?`,
    bindings: [...rangeBindings(range), ...bindings, limit],
  };
}

async function list(
  reader: Reader,
  filter: EnrolmentFilter,
  range: Range,
  options: { limit: number; now: number },
): Promise<EnrolmentRow[]> {
  const { sql, bindings } = listStatement(filter, range, options);
  return (await rowsOf<ListRow>(reader, sql, bindings)).map(toRow);
}

function conditionsOf(filter: EnrolmentFilter, now: number): { where: string; bindings: Bindings } {
  const conditions: string[] = [];
  const bindings: Bindings = [];
  const demand = (condition: string, ...values: Bindings) => {
    conditions.push(`AND ${condition}`);
    bindings.push(...values);
  };
  if (filter.concern) demand(`(${CONCERN_SQL[filter.concern]})`, ...concernBindings(filter.concern, now));
  if (filter.enrolment) demand(`${STATE} = ?`, STATES.indexOf(filter.enrolment));
  if (filter.department === null) demand('u.department IS NULL');
  else if (filter.department !== undefined) demand('u.department = ?', filter.department);
  if (filter.role !== undefined) demand('u.role = ?', filter.role);
  if (filter.joinedFrom !== undefined) demand('u.created_at >= ?', filter.joinedFrom);
  if (filter.joinedBefore !== undefined) demand('u.created_at < ?', filter.joinedBefore);
  return { where: conditions.join(' '), bindings };
}

function toRow(row: ListRow): EnrolmentRow {
  const time = (value: number | null) => (value === null ? null : Number(value));
  return {
    id: String(row.id) as UserId,
    username: row.username,
    email: row.email,
    fullName: row.full_name,
    department: row.department,
    role: row.role,
    privileged: Boolean(row.privileged),
    enrolment: STATES[Number(row.state)] as Enrolment,
    unusedCodes: Number(row.unused ?? 0),
    createdAt: Number(row.created_at),
    confirmedAt: time(row.confirmed_at),
    lastUsedAt: time(row.last_used_at),
    pendingSince: time(row.pending_since),
    lockedUntil: time(row.locked_until),
    lastLoginAt: time(row.last_login_at),
  };
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
