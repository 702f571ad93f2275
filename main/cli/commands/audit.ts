import type { Command } from 'commander';
import type { AuditEntry } from '../../../db/audit/entry.ts';
import { atDesk, type Desk } from '../desk.ts';
import type { Start } from '../invocation.ts';
import { wholeNumber } from '../parse.ts';
import { table, when } from '../text.ts';
import { addAuditArchive } from './audit-archive.ts';
import { addAuditExport } from './audit-export.ts';
import { addFilterOptions, type FilterOptions, filterOf } from './audit-filter.ts';
import { addAuditFollow } from './audit-follow.ts';
import { addAuditProof } from './audit-proof.ts';
import { addAuditVerify } from './audit-verify.ts';
import { addGrants } from './grants.ts';

interface ListOptions extends FilterOptions {
  limit: number;
  before?: number;
}

/** What the service gives at once. */
const PAGE = 200;

export function addAudit(program: Command, start: Start): void {
  const audit = program
    .command('audit')
    .description('search, verify, sign, export and forward the audit log');
  addFilterOptions(audit.command('list').description('entries, newest first'))
    .option('--limit <number>', 'at most so many, 1 to 10000', wholeNumber(1, 10_000), 50)
    .option(
      '--before <sequence>',
      'only entries older than this one',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .action((options: ListOptions) =>
      start(async (invocation) => {
        const page = await atDesk(invocation, (desk) => list(desk, options));
        return { value: page, text: asTable(page.entries), note: noteOn(page), exit: 0 };
      }),
    );
  addAuditVerify(audit, start);
  addAuditProof(audit, start);
  addAuditExport(audit, start);
  // Where auditors look for it, and by itself for whoever sets the accounts up.
  addGrants(audit, start);
  addAuditFollow(audit, start);
  addAuditArchive(audit, start);
}

interface Listed {
  entries: AuditEntry[];
  before: number | null;
  takenWhole: string | null;
}

async function list(desk: Desk, options: ListOptions): Promise<Listed> {
  const filter = await filterOf(desk, options);
  const entries: AuditEntry[] = [];
  let takenWhole: string | null = null;
  let before = options.before ?? null;
  do {
    const limit = Math.min(PAGE, options.limit - entries.length);
    const page = await desk.procedures.audit.list({ filter, limit, cursor: before });
    entries.push(...page.entries);
    before = page.before;
    takenWhole = page.takenWhole;
  } while (before !== null && entries.length < options.limit);
  return { entries, before, takenWhole };
}

function noteOn({ entries, before, takenWhole }: Listed): string | null {
  const notes = [
    takenWhole === null
      ? null
      : `Very many words begin with “${takenWhole}”, so it was searched for as a whole word. Type more of it; an export has them all.`,
    entries.length === 0 ? 'No entry matches.' : null,
    before === null ? null : `There are more: add --before ${before}`,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : notes.join('\n');
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
