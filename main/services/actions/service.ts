import type { UserId } from '../../../db/platforms/platform.ts';
import type { Seat } from '../../host.ts';
import type { Actor } from '../session.ts';
import type { ActionRequest, ActionResult } from './action.ts';
import type { CheckCodeResult } from './check-code.ts';

export interface ActionExtras {
  'issue-backup-codes': object;
  'issue-emergency-code': { minutes: number };
  'reset-authenticator': object;
  /** The username as the agent typed it, to be sure that it is this user who is meant. */
  'disable-2fa': { typedUsername: string };
  unlock: object;
  'revoke-sessions': object;
}

export interface ActionService {
  /**
   * Does it once, with its audit entry, or not at all.
   * @throws FORBIDDEN, OWN_ACCOUNT, PRIVILEGED_USER, FRESH_CODE_REQUIRED, USER_NOT_FOUND, CHANGED_SINCE, NOT_ENROLLED,
   *   NOTHING_TO_DO, CONFIRMATION_MISMATCH, POLICY, NOT_SUPPORTED, ACTION_ID_REUSED, AUDIT_UNWRITABLE, DATABASE_*
   */
  run<Name extends keyof ActionExtras>(
    name: Name,
    by: { actor: Actor; seat: Seat },
    request: ActionRequest,
    extra: ActionExtras[Name],
  ): Promise<ActionResult>;
  /** Changes nothing of the user; logged as a look. @throws NO_AUTHENTICATOR, PLATFORM_KEY_WRONG, USER_NOT_FOUND */
  checkCode(actor: Actor, id: UserId, code: string): Promise<CheckCodeResult>;
}
