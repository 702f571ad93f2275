/** The actions that change a user. Each is one call of the procedure that the window calls. */

import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { UserId } from '../../../db/platforms/contract.ts';
import type { ActionRequestInput } from '../../api/input.ts';
import { REASONS, type Reason } from '../../contract/reasons.ts';
import type { ActionResult } from '../../services/actions/action.ts';
import type { Desk } from '../desk.ts';
import type { Invocation, Start } from '../invocation.ts';
import { uuid, wholeNumber } from '../parse.ts';
import type { Report } from '../report.ts';
import { count, printableLine, when } from '../text.ts';
import { type ActionWords, carryOut, refuseToLoseCodes } from './carry-out.ts';

interface Options {
  reason: Reason;
  reasonText?: string;
  ticket?: string;
  actionId?: string;
  minutes?: number;
  confirm?: string;
  askApproval?: boolean;
}

interface ActionCommand extends ActionWords {
  description: string;
  options: readonly Option[];
  call(desk: Desk, request: ActionRequestInput, options: Options): Promise<ActionResult>;
}

const COMMANDS: readonly ActionCommand[] = [
  {
    name: 'issue-backup-codes',
    description: 'a new set of backup codes, printed once; earlier ones stop working',
    makesCodes: true,
    options: [],
    call: (desk, request) => desk.procedures.actions.issueBackupCodes(request),
    done: () => 'New backup codes were issued; earlier ones no longer work.',
  },
  {
    name: 'send-backup-codes',
    description:
      'a new set of backup codes by mail to the address on file, seen by nobody here; earlier ones stop working',
    makesCodes: false,
    options: [],
    call: (desk, request) => desk.procedures.actions.sendBackupCodes(request),
    done: ({ sentTo }) =>
      `New backup codes are on their way to ${printableLine(sentTo ?? '')}; earlier ones no longer work. An open console, or \`rekey notifications send\`, sends them.`,
  },
  {
    name: 'issue-emergency-code',
    description: 'one code for one login, printed once, that dies by itself; other codes stay',
    makesCodes: true,
    options: [
      new Option(
        '--minutes <number>',
        'how long it works: 10 to 60, within the policy, which has a default',
      ).argParser(wholeNumber(1, 100_000)),
    ],
    call: async (desk, request, { minutes }) =>
      desk.procedures.actions.issueEmergencyCode({
        ...request,
        minutes: minutes ?? (await desk.procedures.settings.policy()).emergencyCode.defaultMinutes,
      }),
    done: ({ expiresAt }) =>
      `An emergency code was issued${expiresAt === undefined ? '' : `; it works once, until ${when(expiresAt)}`}.`,
  },
  {
    name: 'reset-authenticator',
    description: 'remove the pairing and any codes, so that the user can pair anew',
    makesCodes: false,
    options: [],
    call: (desk, request) => desk.procedures.actions.resetAuthenticator(request),
    done: ({ caller: { next }, state }) =>
      `The authenticator was removed${state.backupCodes ? ', with the codes' : ''}; next the user sees “${next.page}”.`,
  },
  {
    name: 'disable-2fa',
    description:
      'remove every factor that the sign-in asks for, the requirement, sessions and trusted devices, as far as the platform has them',
    makesCodes: false,
    options: [
      new Option(
        '--confirm <username>',
        "the user's username, to be sure that it is this user",
      ).makeOptionMandatory(),
    ],
    call: (desk, request, { confirm = '' }) =>
      desk.procedures.actions.disable2fa({ ...request, typedUsername: confirm }),
    done: ({ caller: { openWithout } }) =>
      `Two-factor authentication is disabled${openWithout ? `; until it is enabled again only ${openWithout} is open` : ''}.`,
  },
  {
    name: 'unlock',
    description: 'clear failed attempts, so that the user can try again now',
    makesCodes: false,
    options: [],
    call: (desk, request) => desk.procedures.actions.unlock(request),
    done: () => 'Failed attempts were cleared; the user can log in again.',
  },
  {
    name: 'revoke-sessions',
    description: 'end every session and forget every trusted device that the platform keeps',
    makesCodes: false,
    options: [],
    call: (desk, request) => desk.procedures.actions.revokeSessions(request),
    done: ({ ended }) =>
      ended === undefined
        ? 'Sessions were ended.'
        : `${count(ended, 'session or trusted device', 'sessions and trusted devices')} ended.`,
  },
  {
    name: 'send-reminder',
    description: 'a mail that says what the user should do about their 2FA now; changes nothing',
    makesCodes: false,
    options: [],
    call: (desk, request) => desk.procedures.actions.sendReminder(request),
    done: () =>
      'A reminder is on its way to the user. An open console, or `rekey notifications send`, sends it.',
  },
];

/** Of an action that an approval names. */
export function wordsOf(action: string): ActionWords | undefined {
  return COMMANDS.find(({ name }) => name === action);
}

export function addActions(program: Command, start: Start): void {
  for (const command of COMMANDS) {
    const definition = program
      .command(`${command.name} <user>`)
      .description(command.description)
      .addOption(new Option('--reason <reason>', 'why').choices(REASONS).makeOptionMandatory())
      .option('--reason-text <text>', 'why, in words; required with --reason other')
      .option('--ticket <number>', 'the ticket it belongs to')
      .option(
        '--ask-approval',
        'ask a second person first, where one is needed; then send it again with its --action-id',
      )
      .option('--action-id <uuid>', 'makes a second try safe: the same id is done once', uuid);
    for (const option of command.options) definition.addOption(option);
    definition.action((reference: string, options: Options) =>
      start((invocation) => act(command, reference, options, invocation)),
    );
  }
}

async function act(
  command: ActionCommand,
  reference: string,
  options: Options,
  invocation: Invocation,
): Promise<Report> {
  refuseToLoseCodes(command, invocation);
  const actionId = options.actionId ?? randomUUID();
  return carryOut(
    invocation,
    async (desk) => {
      const userId = await desk.resolve(reference);
      const request: ActionRequestInput = {
        actionId,
        userId,
        version: null,
        reason: options.reason,
        reasonText: options.reasonText ?? null,
        ticket: options.ticket ?? null,
      };
      if (options.askApproval) return askApproval(desk, command, request, options);
      if (invocation.terminal.watched) await foretell(desk, command, userId, invocation);
      const user = { id: userId, reference };
      return { command, actionId, user, run: () => command.call(desk, request, options) };
    },
    actionId,
  );
}

/** To a person, before it happens; a script finds the same in `status --json`. */
async function foretell(
  desk: Desk,
  { name }: ActionCommand,
  userId: UserId,
  { terminal }: Invocation,
): Promise<void> {
  const { offers } = await desk.procedures.users.view({ userId });
  const { leaves = [] } = offers.find(({ action }) => action === name) ?? {};
  if (leaves.length > 0) terminal.err(`${printableLine(`Afterwards: ${leaves.join(' ')}`)}\n`);
}

async function askApproval(
  desk: Desk,
  { name }: ActionCommand,
  request: ActionRequestInput,
  { minutes, confirm }: Options,
): Promise<Report> {
  const extra = {
    ...(name === 'issue-emergency-code'
      ? { minutes: minutes ?? (await desk.procedures.settings.policy()).emergencyCode.defaultMinutes }
      : {}),
    ...(name === 'disable-2fa' ? { typedUsername: confirm ?? '' } : {}),
  };
  const approval = await desk.procedures.approvals.ask({ ...request, action: name, extra });
  return {
    value: approval,
    text: `Approval ${approval.id} is ${approval.state} until ${when(approval.expiresAt)}. Once it is approved: \`rekey approvals carry-out ${approval.id}\`, or the same with --action-id ${request.actionId} and without --ask-approval.\n`,
    note: approval.leaves.length > 0 ? `Afterwards: ${approval.leaves.join(' ')}` : null,
    exit: 0,
  };
}
