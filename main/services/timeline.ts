/** What happened to a user's second factor: the platform's own events and what staff did, in one order. */

import type { AuditEntry } from '../../db/audit/entry.ts';
import { actionsOn } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { type Notification, notificationsAbout } from '../../db/notifications.ts';
import type { Platform, PlatformEvent, UserId } from '../../db/platforms/contract.ts';
import { type ActionName, CATALOGUE } from '../contract/actions.ts';
import { isMailKind, MAILS } from './notifications/kinds.ts';
import { whyNotRetry } from './notifications/retry.ts';
import type { TimelineItem } from './users.ts';

const EVENT_TITLES: Record<PlatformEvent['kind'], string> = {
  enrolled: 'Two-factor authentication enabled',
  disabled: 'Two-factor authentication disabled',
  reset: 'Authenticator removed',
  'pairing-started': 'Pairing of an authenticator started',
  'code-used': 'Logged in with a code',
  'backup-code-used': 'Backup code used',
  'backup-codes-generated': 'Backup codes generated',
  'emergency-code-issued': 'Emergency code issued',
  'emergency-code-ended': 'Emergency code removed, since its time was up',
  'code-failed': 'Wrong code entered',
  locked: 'Locked after wrong codes',
  unlocked: 'Unlocked',
  'sessions-revoked': 'Sessions ended',
  'email-changed': 'E-mail address changed',
  'phone-changed': 'Phone number changed',
  'changed-by-admin': "Changed in the platform's administration",
  login: 'Logged in',
};

/** Newest first, what is older than `before` (ms UTC). The returned `before` is where the next page begins. */
export async function readTimeline(
  deps: { database: Database; platform: Platform },
  id: UserId,
  page: { before: number; limit: number },
): Promise<{ items: TimelineItem[]; before: number | null }> {
  const { reader } = deps.database;
  const [events, entries, notices] = await Promise.all([
    deps.platform.events?.read(reader, id, page) ?? [],
    actionsOn(reader, id, page),
    notificationsAbout(reader, id, page),
  ]);
  const merged = [...events.map(fromEvent), ...entries.map(fromEntry), ...notices.map(fromNotice)].sort(
    newestFirst,
  );
  const items = merged.slice(0, page.limit);
  const last = items.at(-1);
  const more = [events, entries, notices].some((found) => found.length >= page.limit);
  if (merged.length <= page.limit && !more) return { items, before: null };
  if (!last) return { items, before: null };
  // A page ends between two milliseconds, never inside one: the next begins strictly before it.
  const complete = items.filter((item) => item.time > last.time);
  return complete.length > 0
    ? { items: complete, before: last.time + 1 }
    : { items: merged.filter((item) => item.time === last.time), before: last.time };
}

function newestFirst(a: TimelineItem, b: TimelineItem): number {
  return b.time - a.time || b.id.localeCompare(a.id);
}

function fromEvent(event: PlatformEvent): TimelineItem {
  return {
    id: `event-${event.id}`,
    time: event.time,
    source: 'platform',
    kind: event.kind,
    title: EVENT_TITLES[event.kind] ?? event.kind,
    detail: event.detail,
    outcome: null,
    sequence: null,
  };
}

function fromEntry(entry: AuditEntry): TimelineItem {
  const title = CATALOGUE[entry.action as ActionName]?.title ?? entry.action;
  const by = entry.staff ? ` by ${entry.staff.name}` : '';
  return {
    id: `entry-${entry.sequence}`,
    time: entry.time,
    source: 'staff',
    kind: entry.action,
    title: entry.outcome === 'done' ? `${title}${by}` : `${title}: ${entry.outcome}${by}`,
    detail:
      [entry.reasonText ?? entry.reason?.replaceAll('-', ' '), entry.ticket, requestOf(entry)]
        .filter(Boolean)
        .join(' · ') || null,
    outcome: entry.outcome,
    sequence: entry.sequence,
  };
}

/** The request that it was done for. */
function requestOf({ detail }: AuditEntry): string | null {
  if (detail === null || typeof detail !== 'object' || Array.isArray(detail)) return null;
  return typeof detail.requestId === 'number' ? `request ${detail.requestId}` : null;
}

/** At the time it was queued, so that it stays beside what it tells of. */
function fromNotice(notice: Notification): TimelineItem {
  const about = isMailKind(notice.kind) ? MAILS[notice.kind].title : notice.kind;
  return {
    id: `notice-${notice.id}`,
    time: notice.createdAt,
    source: 'staff',
    kind: 'notice',
    title: `Mail to the user: ${NOTICE_STATES[notice.state]}`,
    detail: [about, notice.to, ...(notice.state === 'sent' ? [] : [notice.lastError, whyNotRetry(notice)])]
      .filter(Boolean)
      .join(' · '),
    outcome: notice.state === 'failed' ? 'failed' : null,
    sequence: null,
  };
}

const NOTICE_STATES: Record<Notification['state'], string> = {
  waiting: 'waiting to be sent',
  sent: 'sent',
  failed: 'could not be sent',
};
