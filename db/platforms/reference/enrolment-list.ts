/** The users behind a number, one range of ids at a time. */
import { type Reader, rowsOf } from '../../database.ts';
import type { Enrolment, UserId } from '../contract.ts';
import type { EnrolmentFilter, EnrolmentRow, Range } from '../enrolment.ts';
import {
  type Bindings,
  CONCERN_SQL,
  concernBindings,
  groupsOf,
  JOINED,
  rangeBindings,
  STATE,
  STATE_AS_OF,
  STATES,
} from './enrolment-sql.ts';

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
  changed_outside: number;
}

/** Also for the benchmark. */
export function listStatement(
  reader: Reader,
  filter: EnrolmentFilter,
  range: Range,
  { limit, now }: { limit: number; now: number },
): { sql: string; bindings: Bindings } {
  const { department, role } = groupsOf(reader);
  const { where, bindings } = conditionsOf({ department, role }, filter, now);
  return {
    sql: `SELECT u.id, u.username, u.email, u.full_name, ${department} AS department, ${role} AS role, u.privileged, ${STATE} AS state, c.unused,
      u.created_at, p.confirmed_at, p.last_used_at, p.pending_since, u.locked_until, u.last_login_at,
      CASE WHEN ${CONCERN_SQL['changed-outside']} THEN 1 ELSE 0 END AS changed_outside
      ${JOINED} ${where} ORDER BY u.id LIMIT ?`,
    bindings: [...concernBindings('changed-outside', now), ...rangeBindings(range), ...bindings, limit],
  };
}

export async function list(
  reader: Reader,
  filter: EnrolmentFilter,
  range: Range,
  options: { limit: number; now: number },
): Promise<EnrolmentRow[]> {
  const { sql, bindings } = listStatement(reader, filter, range, options);
  return (await rowsOf<ListRow>(reader, sql, bindings)).map(toRow);
}

function conditionsOf(
  { department, role }: ReturnType<typeof groupsOf>,
  filter: EnrolmentFilter,
  now: number,
): { where: string; bindings: Bindings } {
  const conditions: string[] = [];
  const bindings: Bindings = [];
  const demand = (condition: string, ...values: Bindings) => {
    conditions.push(`AND ${condition}`);
    bindings.push(...values);
  };
  if (filter.concern) demand(`(${CONCERN_SQL[filter.concern]})`, ...concernBindings(filter.concern, now));
  const { asOf } = filter;
  if (asOf !== undefined) demand('u.created_at < ?', asOf);
  if (filter.enrolment) {
    const state = STATES.indexOf(filter.enrolment);
    if (asOf === undefined) demand(`${STATE} = ?`, state);
    else demand(`${STATE_AS_OF} = ?`, asOf, asOf, state);
  }
  if (filter.department === null) demand(`${department} IS NULL`);
  else if (filter.department !== undefined) demand(`${department} = ?`, filter.department);
  if (filter.role !== undefined) demand(`${role} = ?`, filter.role);
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
    changedOutside: Boolean(Number(row.changed_outside)),
  };
}
