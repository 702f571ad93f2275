/** What an action did, and what to tell the caller. */
import type { ActionResult } from '../../main/services/actions/action.ts';
import type { ActionName } from '../../main/services/actions/index.ts';
import type { UserPage } from '../../main/services/users.ts';
import { isolated } from './isolated.ts';
import { dayAndTime, plural } from './time.ts';

interface Outcome {
  done: string;
  next: string | null;
}

export function outcomeOf(
  action: ActionName,
  user: Pick<UserPage['user'], 'fullName'>,
  result: ActionResult,
): Outcome {
  const outcome = OUTCOMES[action](isolated(user.fullName), result);
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

const OUTCOMES: Record<ActionName, (name: string, result: ActionResult) => Outcome> = {
  'issue-emergency-code': (name, { expiresAt }) => ({
    done: `An emergency code for ${name} works once${expiresAt === undefined ? '' : `, until ${dayAndTime(expiresAt)}`}.`,
    next: 'Read it out. The user types it where the app’s code is asked for.',
  }),
  'issue-backup-codes': (name) => ({
    done: `${name} has ten new backup codes; every earlier one is dead.`,
    next: 'Ask the user to keep them somewhere safe, apart from the phone.',
  }),
  'send-backup-codes': (name, { sentTo = '' }) => ({
    done: `${name} has ten new backup codes, which are mailed to ${isolated(sentTo)}; every earlier one is dead.`,
    next: 'Stay on the line until the mail is there. If it can not be sent, issue new codes.',
  }),
  'reset-authenticator': (name, result) => ({
    done: `The authenticator and the codes of ${name} are removed${ended(result)}.`,
    next: result.state.required
      ? 'At the next sign-in the user is asked to pair an authenticator.'
      : 'Until one is paired again, the user reaches only the Profile area.',
  }),
  'disable-2fa': (name, result) => ({
    done: `2FA of ${name} is off; the authenticator and the codes are removed${ended(result)}.`,
    next: 'Until it is enabled again, the user reaches only the Profile area.',
  }),
  unlock: (name) => ({ done: `${name} may try again at once.`, next: null }),
  'revoke-sessions': (name, { ended = 0 }) => ({
    done: `${plural(ended, 'session or trusted device', 'sessions and trusted devices')} of ${name} ended.`,
    next: 'The user signs in again with password and code.',
  }),
  'send-reminder': (name) => ({ done: `A reminder to ${name} is on its way.`, next: null }),
};

function ended({ ended = 0 }: ActionResult): string {
  return ended === 0
    ? ''
    : `, and ${plural(ended, 'session or trusted device', 'sessions and trusted devices')} ended`;
}
