/** The one check that codes by mail can not do without: that the caller reads the very mailbox they go to. */
import type { Reader } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { hashAddress, lastPassedCheck } from '../../../db/identity-checks.ts';
import type { UserDetail } from '../../../db/platforms/contract.ts';
import { HOUR } from '../clock.ts';

/** ms, whatever the policy says of how long evidence counts: a mailbox is lost quickly. */
const GOOD_FOR = HOUR;

/**
 * The last code by e-mail that was read back decides, also when an earlier one went to the address on file now.
 * @throws RekeyError EMAIL_CHECK_MISSING, EMAIL_CHECK_OLD, EMAIL_CHANGED
 */
export async function demandMailbox(reader: Reader, user: UserDetail, now: number): Promise<void> {
  const check = await lastPassedCheck(reader, user.id, 'email-code');
  if (check?.passedAt == null) throw new RekeyError('EMAIL_CHECK_MISSING');
  if (check.passedAt <= now - GOOD_FOR) throw new RekeyError('EMAIL_CHECK_OLD');
  if (check.addressHash !== hashAddress(user.email)) throw new RekeyError('EMAIL_CHANGED');
}
