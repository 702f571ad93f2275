import type { Command } from 'commander';
import type { ApprovalView } from '../../services/approvals.ts';
import { atDesk } from '../desk.ts';
import { UsageError } from '../failure.ts';
import type { Invocation, Start } from '../invocation.ts';
import { wholeNumber } from '../parse.ts';
import type { Report } from '../report.ts';
import { printableLine, table, when } from '../text.ts';
import { wordsOf } from './actions.ts';
import { carryOut, refuseToLoseCodes } from './carry-out.ts';

export function addApprovals(program: Command, start: Start): void {
  const approvals = program.command('approvals').description('what needs, or needed, a second person');
  approvals
    .command('list')
    .description('newest first')
    .option('--pending', 'only those that wait for a decision')
    .option('--limit <number>', 'at most so many, 1 to 100', wholeNumber(1, 100), 50)
    .option('--before <number>', 'only those with a smaller number', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action((options: ListOptions) => start((invocation) => list(invocation, options)));
  approvals
    .command('carry-out <number>')
    .description('do what you asked for and were allowed, once and as it was agreed')
    .action((number: string) => start((invocation) => carryOutApproved(invocation, numberOf(number))));
  for (const approve of [true, false]) {
    approvals
      .command(`${approve ? 'approve' : 'reject'} <number>`)
      .description(
        approve ? 'let whoever asked do it, once; the code you sign in with confirms it' : 'refuse it',
      )
      .option('--note <text>', 'what whoever asked should know')
      .action((number: string, { note }: { note?: string }) =>
        start((invocation) => decide(invocation, number, approve, note ?? null)),
      );
  }
}

interface ListOptions {
  pending?: boolean;
  limit: number;
  before?: number;
}

async function list(invocation: Invocation, { pending, limit, before }: ListOptions): Promise<Report> {
  const page = await atDesk(invocation, ({ procedures }) =>
    procedures.approvals.list({ limit, cursor: before ?? null }),
  );
  const approvals = page.approvals.filter(({ state }) => !pending || state === 'pending');
  return {
    value: { ...page, approvals },
    text: approvals.length === 0 ? '' : asTable(approvals) + afterwards(approvals),
    note: approvals.length === 0 ? 'No approval matches.' : null,
    exit: 0,
  };
}

function asTable(approvals: readonly ApprovalView[]): string {
  return table(
    ['NUMBER', 'STATE', 'ACTION', 'USER', 'ASKED BY', 'ASKED', 'DECIDED BY', 'REASON'],
    approvals.map((approval) => [
      String(approval.id),
      approval.state,
      approval.action,
      approval.user.label,
      approval.askedBy.name,
      when(approval.askedAt),
      approval.decidedBy?.name ?? '-',
      approval.reasonText ?? approval.reason,
    ]),
  );
}

/** What those who wait for a decision leave behind. */
function afterwards(approvals: readonly ApprovalView[]): string {
  return approvals
    .filter(({ state, leaves }) => state === 'pending' && leaves.length > 0)
    .map(({ id, leaves }) => printableLine(`${id}, afterwards: ${leaves.join(' ')}`))
    .map((line) => `${line}\n`)
    .join('');
}

async function decide(
  invocation: Invocation,
  number: string,
  approve: boolean,
  note: string | null,
): Promise<Report> {
  const id = numberOf(number);
  const approval = await atDesk(invocation, ({ procedures }) =>
    procedures.approvals.decide({ id, approve, note, code: null }),
  );
  const what = `${approval.action} for ${printableLine(approval.user.label)}`;
  return {
    value: approval,
    text: approve ? `Approved: ${what}. ${approval.askedBy.name} may do it now.\n` : `Rejected: ${what}.\n`,
    note: null,
    exit: 0,
  };
}

/** Whether it may be carried out, and by whom, the service says. */
function carryOutApproved(invocation: Invocation, id: number): Promise<Report> {
  return carryOut(invocation, async ({ procedures }) => {
    const { approvals } = await procedures.approvals.list({ limit: 1, cursor: id + 1 });
    const approval = approvals.find((one) => one.id === id);
    const command = approval && wordsOf(approval.action);
    const run = () => procedures.approvals.carryOut({ id });
    // Refused there, and logged.
    if (!approval || !command) return { value: await run(), text: '', note: null, exit: 0 };
    refuseToLoseCodes(command, invocation);
    const user = { id: approval.user.id, reference: approval.user.label };
    return { command, actionId: approval.actionId, user, run };
  });
}

function numberOf(text: string): number {
  const id = Number(/^#?(\d{1,9})$/.exec(text)?.[1] ?? 0);
  if (id === 0) throw new UsageError(`"${text}" is no number of an approval.`);
  return id;
}
