/** Lists as files, pulled piece by piece: memory stays the same however many users there are. */
import { createHash } from 'node:crypto';
import type { Cursor, EnrolmentFilter, EnrolmentRow } from '../../../db/platforms/enrolment.ts';
import { csvHead, csvLine } from '../csv.ts';
import type { Walk } from './listing.ts';
import type { ExportPiece, ListFormat } from './service.ts';

const COLUMNS = {
  id: (row) => row.id,
  username: (row) => row.username,
  email: (row) => row.email,
  full_name: (row) => row.fullName,
  department: (row) => row.department,
  role: (row) => row.role,
  privileged: (row) => (row.privileged ? 'yes' : 'no'),
  two_factor: (row) => row.enrolment,
  unused_backup_codes: (row) => row.unusedCodes,
  joined: (row) => iso(row.createdAt),
  confirmed: (row) => iso(row.confirmedAt),
  last_used: (row) => iso(row.lastUsedAt),
  pending_since: (row) => iso(row.pendingSince),
  locked_until: (row) => iso(row.lockedUntil),
  last_login: (row) => iso(row.lastLoginAt),
} as const satisfies Record<string, (row: EnrolmentRow) => string | number | null>;

const NAMES = Object.keys(COLUMNS);
const CELLS = Object.values(COLUMNS);

/** Prepares a walk through the users that fit; each call goes on from the cursor it is given, the first from null. */
export type StartWalk = (filter: EnrolmentFilter) => Promise<(cursor: Cursor | null) => Promise<Walk>>;

/** The list as a file. `see`: told of each page of users, before it is given. */
export async function* exportPieces(
  walk: StartWalk,
  filter: EnrolmentFilter,
  format: ListFormat,
  see?: (users: readonly EnrolmentRow[]) => void,
): AsyncGenerator<ExportPiece> {
  const sum = createHash('sha256');
  const goOn = await walk(filter);
  let users = 0;
  let coming: Promise<Walk> | null = goOn(null);
  for (let text = format === 'csv' ? csvHead(NAMES) : ''; coming; text = '') {
    const page: Walk = await coming;
    // The database reads on while this page becomes text; a failure is met when it is waited for.
    coming = page.next === null ? null : goOn(page.next);
    coming?.catch(() => {});
    text += page.users.map((row) => lineOf(format, row)).join('');
    sum.update(text);
    users += page.users.length;
    see?.(page.users);
    yield { text, users, done: false, hash: null };
  }
  yield { text: '', users, done: true, hash: sum.digest('hex') };
}

/** One line of the file with its end. JSON lines have the columns as names; times are ISO 8601, UTC. */
function lineOf(format: ListFormat, row: EnrolmentRow): string {
  const cells = CELLS.map((cell) => cell(row));
  if (format === 'csv') return csvLine(cells);
  return `${JSON.stringify(Object.fromEntries(NAMES.map((name, index) => [name, cells[index] ?? null])))}\n`;
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
