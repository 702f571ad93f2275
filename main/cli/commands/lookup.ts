import type { Command } from 'commander';
import type { UserSummary } from '../../../db/platforms/contract.ts';
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
        const page = await atDesk(invocation, (desk) =>
          desk.procedures.users.search({ query, limit, cursor }),
        );
        return { value: page, text: asTable(page.users), note: remark(page), exit: 0 };
      }),
    );
}

function asTable(users: readonly UserSummary[]): string {
  if (users.length === 0) return '';
  return table(
    ['ID', 'USERNAME', 'NAME', 'E-MAIL', 'DEPARTMENT', 'TWO-FACTOR', 'ACCOUNT'],
    users.map((user) => [
      user.id,
      user.username,
      user.fullName ?? '-',
      user.email ?? '-',
      user.department ?? '-',
      user.enrolment + (user.lockedUntil === null ? '' : ', locked'),
      user.status + (user.privileged ? ', privileged' : ''),
    ]),
  );
}

function remark(page: { users: readonly unknown[]; nextCursor: string | null }): string | null {
  if (page.users.length === 0) return 'No user matches.';
  return page.nextCursor === null ? null : `There are more: add --cursor ${page.nextCursor}`;
}
