/** Which user a request is probably about. A suggestion only: an address is easily written under another's name. */
import type { Platform, UserId, UserSummary } from '../../../db/platforms/contract.ts';
import type { RequestRecord } from '../../../db/requests/index.ts';
import { nameKey } from '../../../db/text/visible.ts';
import type { RequestPage } from '../requests.ts';

type Search = Pick<Platform, 'candidates' | 'summaries' | 'fields'>;

export async function suggestUser(
  platform: Search,
  request: Pick<RequestRecord, 'claimedUserId' | 'sender'>,
): Promise<RequestPage['suggestion']> {
  const claimed = await userById(platform, request.claimedUserId);
  if (claimed) return { user: claimed, because: 'signed-in' };
  const { email } = request.sender;
  if (email === null || !email.includes('@') || !platform.fields.has('email')) return null;
  const [users = []] = (await platform.candidates?.([email], { addressesOnly: true })) ?? [];
  const [user, other] = users;
  // An address that only folds to the same, as with an accent, is another mailbox; and of two nobody is suggested.
  return user?.email && !other && nameKey(user.email) === nameKey(email) ? { user, because: 'e-mail' } : null;
}

export async function userById(
  platform: Pick<Platform, 'summaries'>,
  id: string | null,
): Promise<UserSummary | null> {
  if (id === null) return null;
  const [user] = await platform.summaries([id as UserId]);
  return user ?? null;
}
