/**
 * Fetches what came through the platform's contact form, in the platform's order, from where it stopped the last time.
 * Position, requests and log entry commit together, so nothing is fetched twice and nothing is lost, whenever it is killed.
 */
import { appendAudit } from '../../../db/audit/log.ts';
import type { Database, Transaction } from '../../../db/database.ts';
import type { ContactForm, ContactMessage, ContactPage, Platform } from '../../../db/platforms/contract.ts';
import {
  addRequests,
  CATEGORIES,
  type Category,
  type IntakePosition,
  lockIntake,
  type NewRequest,
  positionText,
  setIntake,
} from '../../../db/requests/index.ts';
import { type Clock, DAY, MINUTE } from '../clock.ts';
import { fitLine, fitMessage, MAX_EMAIL, MAX_NAME, MAX_PHONE } from './text.ts';

const SOURCE = 'contact-form';
/** Messages of one transaction. */
const AT_ONCE = 100;
/** Where a first look begins: what is older was surely answered in another way. */
const FIRST_LOOK = 7 * DAY;
/** How long an id that was skipped may still turn up: its transaction was begun earlier and committed later. */
const GAP_LIFE = 10 * MINUTE;
/** Ids that are looked for again: the latest. */
const MAX_GAPS = 400;

export interface IntakeDeps {
  database: Database;
  platform: Pick<Platform, 'contactForm'>;
  clock: Clock;
}

/** How many requests were made. */
export async function pickUpMessages({ database, platform, clock }: IntakeDeps): Promise<number> {
  const form = platform.contactForm;
  if (!form) return 0;
  let added = 0;
  for (let more = true; more; ) {
    const batch = await database.transaction((tx) => pickUpBatch(tx, form, clock()));
    added += batch.added;
    more = batch.more;
  }
  return added;
}

async function pickUpBatch(tx: Transaction, form: ContactForm, now: number) {
  const known = await lockIntake(tx, SOURCE);
  const from = known ?? { last: await form.lastBefore(tx, now - FIRST_LOOK), gaps: [] };
  const late = await form.withIds(
    tx,
    from.gaps.map(([id]) => id),
  );
  const next = await form.after(tx, from.last, AT_ONCE);
  const position = advance(from, late, next, now);
  if (known === null || positionText(position) !== positionText(known)) await setIntake(tx, SOURCE, position);
  const added = await add(tx, [...late, ...next.messages], now);
  return { added, more: next.messages.length === AT_ONCE };
}

async function add(tx: Transaction, messages: readonly ContactMessage[], now: number): Promise<number> {
  let added = 0;
  const ids: number[] = [];
  for (let start = 0; start < messages.length; start += AT_ONCE) {
    const arrived = await addRequests(tx, messages.slice(start, start + AT_ONCE).map(toRequest), {
      now,
      staff: null,
    });
    added += arrived.added;
    ids.push(...arrived.ids);
  }
  if (added > 0) {
    await appendAudit(tx, {
      time: now,
      staff: null,
      category: 'request',
      action: 'requests-received',
      outcome: 'done',
      detail: { source: SOURCE, count: added, first: Math.min(...ids), last: Math.max(...ids) },
    });
  }
  return added;
}

function advance(
  from: IntakePosition,
  late: readonly ContactMessage[],
  { messages, cursor, skipped }: ContactPage,
  now: number,
): IntakePosition {
  const seen = new Set([...late, ...messages].map(({ id }) => id));
  const waiting = from.gaps.filter(([id, since]) => !seen.has(id) && now - since < GAP_LIFE);
  const gaps = [...waiting, ...skipped.map((id): [string, number] => [id, now])];
  return { last: cursor, gaps: gaps.slice(-MAX_GAPS) };
}

function toRequest(message: ContactMessage): NewRequest {
  return {
    source: SOURCE,
    sourceRef: message.id,
    channel: 'form',
    category: categoryOf(message.topic),
    ticket: null,
    sender: {
      name: fitLine(message.name, MAX_NAME),
      email: fitLine(message.email, MAX_EMAIL),
      phone: fitLine(message.phone, MAX_PHONE),
    },
    message: fitMessage(message.message),
    claimedUserId: message.userId,
    receivedAt: message.time,
  };
}

function categoryOf(topic: string | null): Category {
  return CATEGORIES.find((category) => category === topic) ?? 'other';
}
