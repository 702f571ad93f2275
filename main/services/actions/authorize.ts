import { RekeyError } from '../../../db/errors.ts';
import type { UserDetail } from '../../../db/platforms/contract.ts';
import { nameKey } from '../../../db/text/visible.ts';
import { may, type Permission } from '../../contract/permissions.ts';
import type { Actor } from '../session.ts';

/** Why this staff member may not do this to this user; null when they may. Asked for the offer, and again under the lock. */
export function refusePerson(actor: Actor, user: UserDetail, permission: Permission): RekeyError | null {
  if (!may(actor.role, permission)) return new RekeyError('FORBIDDEN', { role: actor.role });
  if (isOwnAccount(actor, user)) return new RekeyError('OWN_ACCOUNT');
  return null;
}

/** A staff member's own platform account has their e-mail address, or the name they sign in with. */
export function isOwnAccount(actor: Actor, user: Pick<UserDetail, 'email' | 'username'>): boolean {
  const same = (a: string | null, b: string | null) => a !== null && b !== null && nameKey(a) === nameKey(b);
  return same(actor.email, user.email) || same(actor.name, user.username);
}
