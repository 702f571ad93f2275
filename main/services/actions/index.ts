/** The contents page of the actions: there is no other way to change a user. */

import type { Platform } from '../../../db/platforms/contract.ts';
import { ACTION_NAMES, type ActionName } from '../../contract/actions.ts';
import { revokeSessions, unlock } from './access.ts';
import type { Declaration } from './action.ts';
import { issueBackupCodes, issueEmergencyCode, sendBackupCodes } from './backup-codes.ts';
import { disable2fa, resetAuthenticator } from './pairing.ts';
import { sendReminder } from './reminder.ts';

export const ACTIONS = {
  'issue-emergency-code': issueEmergencyCode,
  'issue-backup-codes': issueBackupCodes,
  'send-backup-codes': sendBackupCodes,
  'reset-authenticator': resetAuthenticator,
  'disable-2fa': disable2fa,
  unlock,
  'revoke-sessions': revokeSessions,
  'send-reminder': sendReminder,
} as const satisfies Record<ActionName, unknown>;

/** Those that this platform has a part for; no other is offered anywhere. */
export function actionsOf(platform: Platform): ActionName[] {
  return ACTION_NAMES.filter((name) => ACTIONS[name].part(platform) !== undefined);
}

/** What an action is asked with beside the request that all share. */
export type ExtraOf<Name extends ActionName> =
  (typeof ACTIONS)[Name] extends Declaration<infer Extra, infer _, infer __> ? Extra : never;
