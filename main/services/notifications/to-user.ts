/** A mail to the user about their own account, queued in the caller's transaction. */
import type { Transaction } from '../../../db/database.ts';
import { queueNotification } from '../../../db/notifications.ts';
import type { UserDetail } from '../../../db/platforms/contract.ts';
import { nameOf } from '../../../db/platforms/user.ts';
import { userLabel } from '../user-version.ts';
import type { NoticeKind } from './kinds.ts';

interface ToUser {
  kind: NoticeKind;
  /** Beside the name and the username. */
  variables: Record<string, string>;
  sealedVariables?: string;
  actionId: string | null;
  /** ms UTC. */
  now: number;
}

/** Nothing is queued for a user without an address on file. */
export async function mailUser(tx: Transaction, user: UserDetail, mail: ToUser): Promise<void> {
  if (user.email === null) return;
  await queueNotification(tx, {
    ...mail,
    to: user.email,
    userId: user.id,
    userLabel: userLabel(user),
    variables: { name: nameOf(user), username: user.username, ...mail.variables },
  });
}
