import { type Command, Option } from 'commander';
import type { AuditCategory, AuditEntry, AuditFilter, AuditOutcome } from '../../../db/audit/entry.ts';
import { atDesk, type Desk } from '../desk.ts';
import type { Start } from '../invocation.ts';
import { time, wholeNumber } from '../parse.ts';
import { table, when } from '../text.ts';
import { addAuditProof } from './audit-proof.ts';
import { addAuditVerify } from './audit-verify.ts';

interface ListOptions {
  staff?: string;
  user?: string;
  action?: string;
  category?: AuditCategory;
  outcome?: AuditOutcome;
  from?: number;
  to?: number;
  limit: number;
  before?: number;
}

/** What the service gives at once. */
const PAGE = 200;

export function addAudit(program: Command, start: Start): void {
  const audit = program.command('audit').description('read and verify the audit log');
  audit
    .command('list')
    .description('entries, newest first')
    .option('--staff <name>', 'by this staff member')
    .option('--user <user>', 'about this user')
    .option('--action <name>', 'e.g. issue-backup-codes, view-user, sign-in')
    .addOption(
      new Option('--category <category>', 'of this kind').choices([
        'action',
        'view',
        'request',
        'identity',
        'approval',
        'bulk',
        'staff',
        'system',
      ]),
    )
    .addOption(new Option('--outcome <outcome>', 'that ended so').choices(['done', 'refused', 'failed']))
    .option('--from <time>', 'not before; 2026-02-03 or 2026-02-03T04:05Z', time)
    .option('--to <time>', 'before', time)
    .option('--limit <number>', 'at most so many, 1 to 10000', wholeNumber(1, 10_000), 50)
    .option(
      '--before <sequence>',
      'only entries older than this one',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .action((options: ListOptions) =>
      start(async (invocation) => {
        const page = await atDesk(invocation, (desk) => list(desk, options));
        const more = page.before === null ? null : `There are more: add --before ${page.before}`;
        const note = page.entries.length === 0 ? 'No entry matches.' : more;
        return { value: page, text: asTable(page.entries), note, exit: 0 };
      }),
    );
  addAuditVerify(audit, start);
  addAuditProof(audit, start);
}

async function list(
  desk: Desk,
  options: ListOptions,
): Promise<{ entries: AuditEntry[]; before: number | null }> {
  const filter: AuditFilter = {
    staff: options.staff,
    userId: await userIdOf(desk, options.user),
    action: options.action,
    category: options.category,
    outcome: options.outcome,
    from: options.from,
    to: options.to,
  };
  const entries: AuditEntry[] = [];
  let before = options.before ?? null;
  do {
    const limit = Math.min(PAGE, options.limit - entries.length);
    const page = await desk.procedures.audit.list({ filter, limit, cursor: before });
    entries.push(...page.entries);
    before = page.before;
  } while (before !== null && entries.length < options.limit);
  return { entries, before };
}

/** "#12" is taken as it is: a user who was deleted is still in the log. */
async function userIdOf(desk: Desk, reference: string | undefined): Promise<string | undefined> {
  if (reference === undefined) return undefined;
  return reference.startsWith('#') ? reference.slice(1) : desk.resolve(reference);
}

function asTable(entries: readonly AuditEntry[]): string {
  if (entries.length === 0) return '';
  return table(
    ['ENTRY', 'TIME', 'STAFF', 'ACTION', 'OUTCOME', 'USER', 'REASON', 'TICKET'],
    entries.map((entry) => [
      String(entry.sequence),
      when(entry.time),
      entry.staff?.name ?? '-',
      entry.action,
      entry.outcome,
      entry.user ? `${entry.user.label} (#${entry.user.id})` : '-',
      entry.reason ?? '-',
      entry.ticket ?? '-',
    ]),
  );
}
