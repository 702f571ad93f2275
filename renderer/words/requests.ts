/** Contact requests in words. */
import { type ActionName, CATALOGUE } from '../../main/contract/actions.ts';
import type { Reason } from '../../main/contract/reasons.ts';
import type { Category, Channel, RequestEvent, RequestState, Sender } from '../../main/services/requests.ts';
import type { Tone } from '../parts/tag.tsx';

export const STATE_WORDS: Record<RequestState, { name: string; tone: Tone }> = {
  new: { name: 'New', tone: 'accent' },
  'in-progress': { name: 'In progress', tone: 'warn' },
  'waiting-for-user': { name: 'Waiting for user', tone: 'none' },
  resolved: { name: 'Resolved', tone: 'ok' },
  rejected: { name: 'Rejected', tone: 'bad' },
};

export const CHANNEL_WORDS: Record<Channel, string> = {
  'e-mail': 'E-mail',
  phone: 'Phone',
  chat: 'Chat',
  form: 'Form',
  'in-person': 'In person',
};

export const CATEGORY_WORDS: Record<Category, string> = {
  'lost-phone': 'Lost phone',
  'new-phone': 'New phone',
  'no-codes-left': 'No codes left',
  'can-not-enrol': 'Can not enrol',
  'code-refused': 'Code refused',
  compromised: 'Compromised',
  other: 'Other',
};

/** What an action dialog begins with when it is opened from a request of this category. */
export function reasonOf(category: Category): { reason: Reason | null; reasonText: string } {
  if (category === 'code-refused') return { reason: 'other', reasonText: 'Code refused' };
  if (category === 'other') return { reason: null, reasonText: '' };
  return { reason: category, reasonText: '' };
}

export function senderName({ name, email, phone }: Sender): string {
  return name ?? email ?? phone ?? 'Unknown sender';
}

/** The button that moves it there. */
export function moveWords(from: RequestState, to: RequestState): string {
  if (to === 'in-progress') {
    if (from === 'new') return 'Take';
    return from === 'waiting-for-user' ? 'Go on' : 'Take up again';
  }
  if (to === 'new') return 'Hand back';
  if (to === 'waiting-for-user') return 'Wait for the user';
  return to === 'resolved' ? 'Resolve' : 'Reject';
}

const EVENT_WORDS: Record<Exclude<RequestEvent['kind'], 'action'>, string> = {
  received: 'Received',
  taken: 'Taken by {staff}',
  'handed-back': 'Handed back by {staff}',
  reassigned: 'Reassigned to {to} by {staff}',
  'waiting-for-user': 'Waiting for the user, set by {staff}',
  resumed: 'Gone on with by {staff}',
  resolved: 'Resolved by {staff}',
  rejected: 'Rejected by {staff}',
  reopened: 'Taken up again by {staff}',
  edited: '{changed} changed by {staff}',
  'user-confirmed': '{user} confirmed by {staff}',
  'user-unset': '{user} unset as the user by {staff}',
  note: 'Note by {staff}',
};

export function eventWords({ kind, staff, detail }: RequestEvent): string {
  const who = staff?.name ?? 'Rekey';
  if (kind === 'action') {
    const done = CATALOGUE[detail.action as ActionName]?.done ?? String(detail.action);
    return `${done} by ${who}`;
  }
  if (kind === 'received' && staff) return `Entered by ${who}`;
  const changed = Array.isArray(detail.changed) ? detail.changed.map(String).join(', ') : '';
  return EVENT_WORDS[kind]
    .replace('{staff}', () => who)
    .replace('{to}', () => String(detail.to ?? 'somebody'))
    .replace('{user}', () => String(detail.user ?? 'User'))
    .replace('{changed}', () => changed.charAt(0).toUpperCase() + changed.slice(1));
}
