import type { UserId } from '../../../db/platforms/contract.ts';
import type { ActionName } from '../../contract/actions.ts';
import type { Seat } from '../../host.ts';
import type { Actor } from '../session.ts';
import type { ActionRequest, ActionResult } from './action.ts';
import type { CheckCodeResult } from './check-code.ts';
import type { ExtraOf } from './index.ts';

export interface ActionService {
  /**
   * Does it once, with its audit entry, or not at all.
   * @throws FORBIDDEN, OWN_ACCOUNT, VERIFICATION_REQUIRED, APPROVAL_*, LIMIT_REACHED, FRESH_CODE_REQUIRED, USER_NOT_FOUND, CHANGED_SINCE, NOT_ENROLLED,
   *   NOTHING_TO_DO, NOT_AS_MEANT, CONFIRMATION_MISMATCH, POLICY, CODES_BY_MAIL_OFF, EMAIL_*, MAIL_NOT_CONFIGURED, NOT_SUPPORTED, ACTION_ID_REUSED, BAD_INPUT, AUDIT_UNWRITABLE, DATABASE_*
   */
  run<Name extends ActionName>(
    name: Name,
    by: { actor: Actor; seat: Seat },
    request: ActionRequest,
    extra: ExtraOf<Name>,
  ): Promise<ActionResult>;
  /** Changes nothing of the user; logged as a look. @throws NO_AUTHENTICATOR, PLATFORM_KEY_WRONG, USER_NOT_FOUND */
  checkCode(actor: Actor, id: UserId, code: string): Promise<CheckCodeResult>;
}
