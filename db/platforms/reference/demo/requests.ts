/** The demo's thirty contact requests: every state, channel and category among them. The same each time. */
import type { Transaction } from '../../../database.ts';
import {
  addRequestEvents,
  addRequests,
  type NewRequestEvent,
  type RequestChanges,
  type RequestRecord,
  setIntake,
  updateRequest,
} from '../../../requests/index.ts';
import { findRequest } from '../../../requests/writing.ts';
import { findStaff } from '../../../staff.ts';
import { CAST } from './cast.ts';
import { DEMO_CASES, type DemoCase } from './request-cases.ts';
import { HOUR, MINUTE } from './times.ts';

/** `now`: ms UTC. */
export async function fileDemoRequests(tx: Transaction, now: number): Promise<void> {
  const arrived = [...DEMO_CASES].sort((a, b) => b.hoursAgo - a.hoursAgo);
  let formMessages = 0;
  for (const one of arrived) {
    const person = CAST.find(({ username }) => username === one.username);
    const receivedAt = now - one.hoursAgo * HOUR - 7 * MINUTE;
    const sender = {
      name: one.name ?? person?.fullName ?? null,
      email: one.email ?? (person ? `${person.username}@${person.domain ?? 'example.org'}` : null),
      phone: one.phone ?? null,
    };
    if (one.channel === 'form') {
      formMessages += 1;
      await tx('contact_messages').insert({
        id: formMessages,
        user_id: one.signedIn ? (person?.id ?? null) : null,
        ...sender,
        topic: one.category === 'other' ? null : one.category,
        message: one.message,
        created_at: receivedAt,
      });
    }
    const { ids } = await addRequests(
      tx,
      [
        {
          source: one.channel === 'form' ? 'contact-form' : 'hand',
          sourceRef: one.channel === 'form' ? String(formMessages) : `demo-${arrived.indexOf(one) + 1}`,
          channel: one.channel,
          category: one.category,
          ticket: one.ticket ?? null,
          sender,
          message: one.message,
          claimedUserId: one.signedIn && person ? String(person.id) : null,
          receivedAt,
        },
      ],
      { now: receivedAt, staff: null },
    );
    const request = (await findRequest(tx, ids[0] as number)) as RequestRecord;
    await tellCase(tx, request, one, person ? { id: String(person.id), email: sender.email } : null);
  }
  await setIntake(tx, 'contact-form', { last: String(formMessages), gaps: [] });
}

async function tellCase(
  tx: Transaction,
  request: RequestRecord,
  one: DemoCase,
  person: { id: string; email: string | null } | null,
): Promise<void> {
  if (one.state === 'new') return;
  const member = await findStaff(tx, { name: one.by ?? 'sam' });
  if (!member) throw new Error(`The demo has no staff member ${one.by}`);
  const staff = { id: member.id, name: member.name };
  // A share of the time since it came, so that the case never ends after now.
  const span = one.hoursAgo * HOUR;
  const at = (share: number) => request.receivedAt + Math.round(span * share);
  const event = (share: number, kind: NewRequestEvent['kind'], more: Partial<NewRequestEvent> = {}) => ({
    requestId: request.id,
    time: at(share),
    staff,
    kind,
    ...more,
  });
  const changes: RequestChanges = { state: one.state, assignee: staff, takenAt: at(0.2) };
  const events: NewRequestEvent[] = [];
  if (one.state !== 'rejected') events.push(event(0.2, 'taken'));
  if (person && one.confirmed) {
    const label = `${one.username} <${person.email}>`;
    changes.user = { id: person.id, label };
    events.push(event(0.25, 'user-confirmed', { detail: { user: label } }));
  }
  if (one.note) events.push(event(0.4, 'note', { note: one.note }));
  if (one.state !== 'in-progress') events.push(event(0.6, one.state, { note: one.ending ?? null }));
  if (one.state === 'resolved' || one.state === 'rejected') changes.closedAt = at(0.6);
  await updateRequest(tx, request, changes);
  await addRequestEvents(tx, events);
}
