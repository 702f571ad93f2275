/** The options that narrow the log, the same in each command that reads it. */

import { type Command, Option } from 'commander';
import type { AuditCategory, AuditFilter, AuditOutcome } from '../../../db/audit/entry.ts';
import { REASONS } from '../../contract/reasons.ts';
import { AUDIT_CATEGORIES, AUDIT_OUTCOMES } from '../../services/audit.ts';
import type { Desk } from '../desk.ts';
import { time, wholeNumber } from '../parse.ts';

export interface FilterOptions {
  staff?: string;
  user?: string;
  action?: string;
  category?: AuditCategory;
  outcome?: AuditOutcome;
  reason?: string;
  ticket?: string;
  request?: number;
  text?: string;
  from?: number;
  to?: number;
}

export function addFilterOptions(command: Command): Command {
  return command
    .option('--staff <name>', 'by this staff member')
    .option('--user <user>', 'about this user')
    .option('--action <name>', 'e.g. issue-backup-codes, view-user, sign-in')
    .addOption(new Option('--category <category>', 'of this kind').choices(AUDIT_CATEGORIES))
    .addOption(new Option('--outcome <outcome>', 'that ended so').choices(AUDIT_OUTCOMES))
    .addOption(new Option('--reason <reason>', 'for this reason').choices([...REASONS]))
    .option('--ticket <number>', 'with exactly this ticket')
    .option('--request <number>', 'of this contact request', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option(
      '--text <words>',
      'with all of these words, or words that begin so, in what was written or in the label of the user',
    )
    .option('--from <time>', 'not before; 2026-02-03 or 2026-02-03T04:05Z', time)
    .option('--to <time>', 'before', time);
}

export async function filterOf(desk: Desk, options: FilterOptions): Promise<AuditFilter> {
  const { staff, action, category, outcome, reason, ticket, text, from, to } = options;
  const userId = await userIdOf(desk, options.user);
  return {
    staff,
    userId,
    action,
    category,
    outcome,
    reason,
    ticket,
    requestId: options.request,
    text,
    from,
    to,
  };
}

/** "#12" is taken as it is: a user who was deleted is still in the log. */
async function userIdOf(desk: Desk, reference: string | undefined): Promise<string | undefined> {
  if (reference === undefined) return undefined;
  return reference.startsWith('#') ? reference.slice(1) : desk.resolve(reference);
}
