/** What an action did, and what to tell the caller. */
import type { ActionName } from '../../main/contract/actions.ts';
import type { ActionResult } from '../../main/services/actions/action.ts';
import type { UserPage } from '../../main/services/users.ts';
import { withTimes } from './caller.ts';
import { dayAndTime, plural } from './time.ts';
import { nameOf } from './users.ts';

interface Outcome {
  done: string;
  next: string | null;
}

export function outcomeOf(
  action: ActionName,
  user: Pick<UserPage['user'], 'fullName' | 'username'>,
  result: ActionResult,
  now: number,
): Outcome {
  const outcome = OUTCOMES[action](nameOf(user), result, now);
  if (!result.replayed) return outcome;
  return {
    done: `It had been done already, by the attempt before. ${outcome.done}`,
    next: UNSEEN[action] ?? outcome.next,
  };
}

/** Codes are shown once. When the answer that carried them got lost, what now? */
const UNSEEN: Partial<Record<ActionName, string>> = {
  'issue-backup-codes': 'These codes can not be shown any more. Issue new ones; these then stop working.',
  'issue-emergency-code': 'This code can not be shown any more. Issue another; this one dies by itself.',
};

const OUTCOMES: Record<ActionName, (name: string, result: ActionResult, now: number) => Outcome> = {
  'issue-emergency-code': (name, result, now) => ({
    done: `An emergency code for ${name} works once${result.expiresAt === undefined ? '' : `, until ${dayAndTime(result.expiresAt)}`}.`,
    next: `Read it out, and say: ${withTimes(result.caller.scripts['lost-phone'].say[0] ?? '', result.state, now)}`,
  }),
  'issue-backup-codes': (name) => ({
    done: `${name} has new backup codes; every earlier one is dead.`,
    next: 'Ask the user to keep them somewhere safe, apart from the phone.',
  }),
  'send-backup-codes': (name, { sentTo = '' }) => ({
    done: `${name} has new backup codes, which are mailed to ${sentTo}; every earlier one is dead.`,
    next: 'Stay on the line until the mail is there. If it can not be sent, issue new codes.',
  }),
  'reset-authenticator': (name, result, now) => ({
    done: `${removed(result, ` of ${name}`)}${ended(result)}.`,
    next: nextPageFor(result, now),
  }),
  'disable-2fa': (name, result, now) => ({
    done: `2FA of ${name} is off. ${removed(result)}${ended(result)}.`,
    next: nextPageFor(result, now),
  }),
  unlock: (name, result, now) => ({ done: `${name} may try again at once.`, next: nextPageFor(result, now) }),
  'revoke-sessions': (name, result, now) => ({
    done: `${plural(result.ended ?? 0, 'session or trusted device', 'sessions and trusted devices')} of ${name} ended.`,
    next: nextPageFor(result, now),
  }),
  'send-reminder': (name) => ({ done: `A reminder to ${name} is on its way.`, next: null }),
};

/** What the page of the user says as well: there is one place that knows what the caller sees. */
function nextPageFor(result: ActionResult, now: number): string {
  const { page, what } = result.caller.next;
  return `Next the user sees “${page}”. ${withTimes(what, result.state, now)}`;
}

function removed({ state }: ActionResult, whose = ''): string {
  return state.backupCodes === null
    ? `The authenticator${whose} is removed`
    : `The authenticator and the codes${whose} are removed`;
}

function ended({ ended = 0 }: ActionResult): string {
  return ended === 0
    ? ''
    : `, and ${plural(ended, 'session or trusted device', 'sessions and trusted devices')} ended`;
}
