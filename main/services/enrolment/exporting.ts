/** Lists as files, pulled piece by piece: memory stays the same however many users there are. */
import { createHash } from 'node:crypto';
import type { UserField } from '../../../db/platforms/contract.ts';
import type { Concern, Cursor, EnrolmentFilter, EnrolmentRow } from '../../../db/platforms/enrolment.ts';
import { csvHead, csvLine } from '../csv.ts';
import type { Known } from './known.ts';
import type { Walk } from './listing.ts';
import type { ExportPiece, ListFormat } from './service.ts';

interface Column {
  name: string;
  /** There where the platform knows one of these. */
  of?: readonly (UserField | Concern)[];
  cell(row: EnrolmentRow): string | number | null;
}

const COLUMNS: readonly Column[] = [
  { name: 'id', cell: (row) => row.id },
  { name: 'username', cell: (row) => row.username },
  { name: 'email', of: ['email'], cell: (row) => row.email },
  { name: 'full_name', of: ['fullName'], cell: (row) => row.fullName },
  { name: 'department', of: ['department'], cell: (row) => row.department },
  { name: 'role', of: ['role'], cell: (row) => row.role },
  {
    name: 'privileged',
    of: ['privileged-without-2fa'],
    cell: (row) => (row.privileged ? 'yes' : 'no'),
  },
  { name: 'two_factor', cell: (row) => row.enrolment },
  {
    name: 'unused_backup_codes',
    of: ['no-backup-codes', 'few-backup-codes'],
    cell: (row) => row.unusedCodes,
  },
  { name: 'joined', of: ['createdAt'], cell: (row) => iso(row.createdAt) },
  { name: 'confirmed', cell: (row) => iso(row.confirmedAt) },
  { name: 'last_used', of: ['never-used'], cell: (row) => iso(row.lastUsedAt) },
  { name: 'pending_since', of: ['pending-long'], cell: (row) => iso(row.pendingSince) },
  { name: 'locked_until', of: ['locked'], cell: (row) => iso(row.lockedUntil) },
  { name: 'last_login', of: ['lastLoginAt'], cell: (row) => iso(row.lastLoginAt) },
];

/** Prepares a walk through the users that fit; each call goes on from the cursor it is given, the first from null. */
export type StartWalk = (filter: EnrolmentFilter) => Promise<(cursor: Cursor | null) => Promise<Walk>>;

/** The list as a file. `see`: told of each page of users, before it is given. */
export async function* exportPieces(
  walk: StartWalk,
  filter: EnrolmentFilter,
  format: ListFormat,
  known: Known,
  see?: (users: readonly EnrolmentRow[]) => void,
): AsyncGenerator<ExportPiece> {
  const columns = COLUMNS.filter(({ of }) => !of || of.some((one) => known.has(one)));
  const sum = createHash('sha256');
  const goOn = await walk(filter);
  let users = 0;
  let coming: Promise<Walk> | null = goOn(null);
  for (let text = format === 'csv' ? csvHead(columns.map(({ name }) => name)) : ''; coming; text = '') {
    const page: Walk = await coming;
    // The database reads on while this page becomes text; a failure is met when it is waited for.
    coming = page.next === null ? null : goOn(page.next);
    coming?.catch(() => {});
    text += page.users.map((row) => lineOf(format, columns, row)).join('');
    sum.update(text);
    users += page.users.length;
    see?.(page.users);
    yield { text, users, done: false, hash: null };
  }
  yield { text: '', users, done: true, hash: sum.digest('hex') };
}

/** One line of the file with its end. JSON lines have the columns as names; times are ISO 8601, UTC. */
function lineOf(format: ListFormat, columns: readonly Column[], row: EnrolmentRow): string {
  const cells = columns.map(({ cell }) => cell(row));
  if (format === 'csv') return csvLine(cells);
  return `${JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, cells[index] ?? null])))}\n`;
}

function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
