import type { Command } from 'commander';
import type { UserField, UserSummary } from '../../../db/platforms/contract.ts';
import { atDesk } from '../desk.ts';
import type { Start } from '../invocation.ts';
import { wholeNumber } from '../parse.ts';
import { table } from '../text.ts';

export function addLookup(program: Command, start: Start): void {
  program
    .command('lookup <query>')
    .description(
      'find users by the beginning of a name, username or e-mail; "@example.org" by domain, "#12" by id',
    )
    .option('--limit <number>', 'at most so many, 1 to 100', wholeNumber(1, 100), 20)
    .option('--cursor <text>', 'go on where an earlier answer with this nextCursor ended')
    .action((query: string, { limit, cursor }: { limit: number; cursor?: string }) =>
      start(async (invocation) => {
        const { page, fields } = await atDesk(invocation, async ({ procedures }) => ({
          page: await procedures.users.search({ query, limit, cursor }),
          fields: (await procedures.session.view()).platform.fields,
        }));
        return { value: page, text: asTable(page.users, fields), note: remark(page), exit: 0 };
      }),
    );
}

interface Column {
  name: string;
  /** There where the platform knows it of its users. */
  of?: UserField;
  cell(user: UserSummary): string | null;
}

const COLUMNS: readonly Column[] = [
  { name: 'ID', cell: ({ id }) => id },
  { name: 'USERNAME', cell: ({ username }) => username },
  { name: 'NAME', of: 'fullName', cell: ({ fullName }) => fullName },
  { name: 'E-MAIL', of: 'email', cell: ({ email }) => email },
  { name: 'DEPARTMENT', of: 'department', cell: ({ department }) => department },
  {
    name: 'TWO-FACTOR',
    cell: ({ enrolment, lockedUntil }) => enrolment + (lockedUntil === null ? '' : ', locked'),
  },
  {
    name: 'ACCOUNT',
    cell: ({ status, privileged }) => [status, privileged && 'privileged'].filter(Boolean).join(', '),
  },
];

function asTable(users: readonly UserSummary[], fields: readonly UserField[]): string {
  if (users.length === 0) return '';
  const columns = COLUMNS.filter(({ of }) => of === undefined || fields.includes(of));
  return table(
    columns.map(({ name }) => name),
    users.map((user) => columns.map(({ cell }) => cell(user) || '-')),
  );
}

function remark(page: { users: readonly unknown[]; nextCursor: string | null }): string | null {
  if (page.users.length === 0) return 'No user matches.';
  return page.nextCursor === null ? null : `There are more: add --cursor ${page.nextCursor}`;
}
