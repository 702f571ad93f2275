/** The users behind a number, one range of ids at a time. */
import { type Reader, rowsOf } from '../../database.ts';
import type { Enrolment, UserId } from '../contract.ts';
import type { EnrolmentFilter, EnrolmentFinding, EnrolmentSource } from '../enrolment.ts';
import {
  type Bindings,
  CONCERN_SQL,
  CONTRADICTED,
  concernBindings,
  groupsOf,
  type Ids,
  JOINED,
  numberOf,
  RANGE,
  rangeBindings,
  STATE,
  STATE_AS_OF,
  STATES,
  startOf,
} from './enrolment-sql.ts';

interface ListRow {
  id: number | string;
  username: string;
  email: string;
  full_name: string;
  department: string | null;
  role: string | null;
  privileged: number;
  state: number;
  unused: number | null;
  created_at: number;
  confirmed_at: number | null;
  last_used_at: number | null;
  pending_since: number | null;
  locked_until: number | null;
  last_login_at: number | null;
  contradicted: number;
  staff_at: number | null;
}

/** Ids that one statement reads: so few that their rows are gone before the memory for the long-lived is asked for. */
const STEP = 500;

/** Also for the benchmark. */
export function listStatement(
  reader: Reader,
  filter: EnrolmentFilter,
  ids: Ids,
  { limit, now, staffSince }: { limit: number; now: number; staffSince: number },
): { sql: string; bindings: Bindings } {
  const { department, role } = groupsOf(reader);
  const { where, bindings } = conditionsOf({ department, role }, filter, { now, staffSince });
  return {
    sql: `SELECT u.id, u.username, u.email, u.full_name, ${department} AS department, ${role} AS role, u.privileged, ${STATE} AS state, c.unused,
      u.created_at, p.confirmed_at, p.last_used_at, p.pending_since, u.locked_until, u.last_login_at,
      CASE WHEN ${CONTRADICTED} THEN 1 ELSE 0 END AS contradicted, CASE WHEN e.staff_at > ? THEN e.staff_at END AS staff_at
      ${JOINED} ${where} ORDER BY u.id LIMIT ?`,
    bindings: [staffSince, ...rangeBindings(ids), ...bindings, limit],
  };
}

export const list: EnrolmentSource['list'] = async (reader, filter, cursor, options) => {
  const from = numberOf(cursor);
  const end = Math.min(startOf(from) + RANGE, from + STEP);
  const { sql, bindings } = listStatement(reader, filter, { from, to: end - 1 }, options);
  const found = (await rowsOf<ListRow>(reader, sql, bindings)).map(toFinding);
  const last = found.length === options.limit ? found.at(-1) : undefined;
  return { found, next: String(last ? Number(last.id) + 1 : end) };
};

function conditionsOf(
  { department, role }: ReturnType<typeof groupsOf>,
  filter: EnrolmentFilter,
  { now, staffSince }: { now: number; staffSince: number },
): { where: string; bindings: Bindings } {
  const conditions: string[] = [];
  const bindings: Bindings = [];
  const demand = (condition: string, ...values: Bindings) => {
    conditions.push(`AND ${condition}`);
    bindings.push(...values);
  };
  if (filter.concern === 'changed-outside') demand(`(${CONTRADICTED} OR e.staff_at > ?)`, staffSince);
  else if (filter.concern)
    demand(`(${CONCERN_SQL[filter.concern]})`, ...concernBindings(filter.concern, now));
  const { asOf } = filter;
  if (asOf !== undefined) demand('u.created_at < ?', asOf);
  if (filter.enrolment) {
    const state = STATES.indexOf(filter.enrolment);
    if (asOf === undefined) demand(`${STATE} = ?`, state);
    else demand(`${STATE_AS_OF} = ?`, asOf, asOf, state);
  }
  if (filter.department === null) demand(`${department} IS NULL`);
  else if (filter.department !== undefined) demand(`${department} = ?`, filter.department);
  if (filter.role === null) demand(`${role} IS NULL`);
  else if (filter.role !== undefined) demand(`${role} = ?`, filter.role);
  if (filter.joinedFrom !== undefined) demand('u.created_at >= ?', filter.joinedFrom);
  if (filter.joinedBefore !== undefined) demand('u.created_at < ?', filter.joinedBefore);
  return { where: conditions.join(' '), bindings };
}

function toFinding(row: ListRow): EnrolmentFinding {
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
    contradicted: Boolean(Number(row.contradicted)),
    staffChangeAt: time(row.staff_at),
  };
}
