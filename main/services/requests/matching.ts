/** Which user a request is probably about. A suggestion only: an address is easily written under another's name. */
import type { PlatformAdapter, UserId, UserSummary } from '../../../db/platforms/platform.ts';
import type { RequestRecord } from '../../../db/requests/index.ts';
import type { RequestPage } from '../requests.ts';

type Search = Pick<PlatformAdapter, 'resolve' | 'summaries'>;

export async function suggestUser(
  platform: Search,
  request: Pick<RequestRecord, 'claimedUserId' | 'sender'>,
): Promise<RequestPage['suggestion']> {
  const claimed = await userById(platform, request.claimedUserId);
  if (claimed) return { user: claimed, because: 'signed-in' };
  const { email } = request.sender;
  if (email === null || !email.includes('@')) return null;
  const user = await userById(platform, await platform.resolve(email));
  // What resolves may also be somebody's username or id; only the address on file counts.
  return user && user.email.toLowerCase() === email.toLowerCase() ? { user, because: 'e-mail' } : null;
}

export async function userById(platform: Search, id: string | null): Promise<UserSummary | null> {
  if (id === null) return null;
  const [user] = await platform.summaries([id as UserId]);
  return user ?? null;
}
