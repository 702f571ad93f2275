/** From an action's name to its procedure. */

import type { ActionRequestInput } from '../../main/api/input.ts';
import type { ActionName } from '../../main/contract/actions.ts';
import type { ActionResult } from '../../main/services/actions/action.ts';
import { client } from '../trpc.ts';

export interface Extras {
  /** Of an emergency code. */
  minutes: number;
  /** To be sure which user is meant when 2FA is disabled. */
  typedUsername: string;
}

/** @throws Problem, wrapped by tRPC. Sending the same request again is safe: its action id makes it happen once. */
export function perform(
  action: ActionName,
  request: ActionRequestInput,
  extras: Extras,
): Promise<ActionResult> {
  return PERFORM[action](request, extras);
}

/** What of `extras` belongs to this action. */
export function extraOf(action: ActionName, { minutes, typedUsername }: Extras): Partial<Extras> {
  if (action === 'issue-emergency-code') return { minutes };
  return action === 'disable-2fa' ? { typedUsername } : {};
}

const PERFORM: Record<ActionName, (request: ActionRequestInput, extras: Extras) => Promise<ActionResult>> = {
  'issue-emergency-code': (request, { minutes }) =>
    client.actions.issueEmergencyCode.mutate({ ...request, minutes }),
  'issue-backup-codes': (request) => client.actions.issueBackupCodes.mutate(request),
  'send-backup-codes': (request) => client.actions.sendBackupCodes.mutate(request),
  'reset-authenticator': (request) => client.actions.resetAuthenticator.mutate(request),
  'disable-2fa': (request, { typedUsername }) =>
    client.actions.disable2fa.mutate({ ...request, typedUsername }),
  unlock: (request) => client.actions.unlock.mutate(request),
  'revoke-sessions': (request) => client.actions.revokeSessions.mutate(request),
  'send-reminder': (request) => client.actions.sendReminder.mutate(request),
};
