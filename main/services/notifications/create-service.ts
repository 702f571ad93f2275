/** The list of notifications, and trying again what did not get through. */
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import {
  countNotifications,
  hastenNotification,
  heldUpBy,
  listNotifications,
  lockNotification,
  type Notification,
  notificationsOfAction,
  readNotification,
  reviveNotification,
  reviveNotifications,
} from '../../../db/notifications.ts';
import type { Clock } from '../clock.ts';
import { loggedChange } from '../logged-change.ts';
import { refusals } from '../refusals.ts';
import { isMailKind, MAIL_KINDS, MAILS } from './kinds.ts';
import { type MailSetup, notConfigured } from './mail-setup.ts';
import type { Outbox } from './outbox.ts';
import { whyNotRetry } from './retry.ts';
import type { Sender } from './sender.ts';
import type { NotificationService, NotificationView } from './service.ts';

const COUNTED_TO = 1000;
/** Their codes are erased when they are given up. */
const REVIVABLE = MAIL_KINDS.filter((kind) => !MAILS[kind].secret);

export function createNotificationService(deps: {
  database: Database;
  clock: Clock;
  setup: MailSetup;
  outbox: Outbox;
  sender: Sender;
}): NotificationService {
  const { database, clock, setup, outbox, sender } = deps;
  const change = loggedChange(deps);
  const { permit } = refusals(deps);

  return {
    async list(actor, filter, { limit, before }) {
      await permit(actor, 'notifications.read');
      const found = await listNotifications(database.reader, filter, { before, limit: limit + 1 });
      const page = found.slice(0, limit);
      return {
        notifications: page.map(viewOf),
        before: found.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },

    async summary(actor) {
      await permit(actor, 'notifications.read');
      const [waiting, failed, held] = await Promise.all([
        countNotifications(database.reader, 'waiting', COUNTED_TO),
        countNotifications(database.reader, 'failed', COUNTED_TO),
        heldUpBy(database.reader, 1),
      ]);
      const configured = setup.server() !== null;
      // Found out by another console, or by this one before it was started anew.
      const known = held && { message: held.why, next: 'An admin can test the mail server in Settings.' };
      return {
        waiting,
        failed,
        countedTo: COUNTED_TO,
        mail: { configured, why: setup.why(), trouble: configured ? (sender.trouble() ?? known) : null },
      };
    },

    async ofAction(actor, actionId) {
      await permit(actor, 'notifications.read');
      return (await notificationsOfAction(database.reader, actionId)).map(viewOf);
    },

    async retry(actor, id) {
      const what = {
        action: 'retry-notification' as const,
        permission: 'notifications.send' as const,
        detail: { notification: id },
      };
      await change(actor, what, async (tx) => {
        const notice = await lockNotification(tx, id);
        if (!notice) throw new RekeyError('NOTIFICATION_NOT_FOUND');
        const why = whyNotRetry(notice);
        if (why !== null) throw new RekeyError('NOTHING_TO_DO', { why });
        const done =
          notice.state === 'failed'
            ? await reviveNotification(tx, id, clock())
            : await hastenNotification(tx, id, clock());
        if (!done) throw new RekeyError('NOTHING_TO_DO', { why: 'it is being sent at this moment' });
        const { userId, userLabel, kind } = notice;
        return {
          user: userId === null ? null : { id: userId, label: userLabel ?? '' },
          detail: { notification: id, kind },
        };
      });
      sender.wake();
      return viewOf((await readNotification(database.reader, id)) as Notification);
    },

    async retryFailed(actor) {
      let revived = 0;
      const what = {
        action: 'retry-failed-notifications' as const,
        permission: 'notifications.send' as const,
      };
      await change(actor, what, async (tx) => {
        revived = await reviveNotifications(tx, REVIVABLE, clock());
        if (revived === 0)
          throw new RekeyError('NOTHING_TO_DO', { why: 'none has failed that can be tried again' });
        return { detail: { notifications: revived } };
      });
      sender.wake();
      return { revived };
    },

    async send(actor) {
      const what = { action: 'send-notifications' as const, permission: 'notifications.send' as const };
      await change(actor, what, async () => {
        if (!setup.server()) throw notConfigured(setup);
        return {};
      });
      const server = setup.server();
      if (!server) throw notConfigured(setup);
      return outbox.send(server, new AbortController().signal);
    },
  };
}

function viewOf(notice: Notification): NotificationView {
  const { id, kind, to, userId, userLabel, actionId, state, attempts } = notice;
  return {
    id,
    kind,
    title: isMailKind(kind) ? MAILS[kind].title : kind,
    to,
    user: userId === null ? null : { id: userId, label: userLabel ?? '' },
    actionId,
    state,
    attempts,
    createdAt: notice.createdAt,
    lastAttemptAt: notice.lastAttemptAt,
    nextAttemptAt: state === 'waiting' ? notice.nextAttemptAt : null,
    sentAt: notice.sentAt,
    lastError: notice.lastError,
    retryRefusedBecause: state === 'sent' ? null : whyNotRetry(notice),
  };
}
