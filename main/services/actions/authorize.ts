import type { Reader } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { UserDetail } from '../../../db/platforms/contract.ts';
import { nameKey } from '../../../db/text/visible.ts';
import { type ActionName, CATALOGUE } from '../../contract/actions.ts';
import { may, type Permission } from '../../contract/permissions.ts';
import type { Actor } from '../session.ts';
import { userVersion } from '../user-version.ts';
import type { ActionRequest, Declaration, Situation } from './action.ts';

/** What is asked, by whom. */
interface Asked {
  name: ActionName;
  declaration: Declaration;
  actor: Actor;
  request: ActionRequest;
  extra: object;
}

/**
 * Why it is not done to this user, by this person, as things stand; null when it is. Judged before the work begins, again under
 * the lock, and when an approval is asked for.
 */
export async function whyNot(
  reader: Reader,
  { name, declaration, actor, request, extra }: Asked,
  situation: Situation,
): Promise<RekeyError | null> {
  const { version, userId } = request;
  if (version !== null && version !== (await userVersion(reader, userId, situation)))
    return new RekeyError('CHANGED_SINCE');
  return (
    refusePerson(actor, situation.user, CATALOGUE[name].permission) ?? declaration.refuse(situation, extra)
  );
}

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
