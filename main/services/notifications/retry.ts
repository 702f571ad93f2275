/** Whether a mail can be tried again, which is asked by the page of notifications and by the user's own. */
import type { Notification } from '../../../db/notifications.ts';
import { isMailKind, MAILS } from './kinds.ts';

/** Why not, as a part of a sentence; null: it can. */
export function whyNotRetry({ state, kind }: Notification): string | null {
  if (state === 'sent') return 'it was sent already';
  const secret = isMailKind(kind) && MAILS[kind].secret;
  if (state === 'failed' && secret) return 'its codes were erased when it was given up; issue new ones';
  return null;
}
