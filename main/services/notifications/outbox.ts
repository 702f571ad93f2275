/**
 * Sends what the outbox holds. At least once: a console that ends between sending and recording leaves a lease behind,
 * and when it has run out another sends the mail again, under the same Message-ID.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import {
  type AttemptEnd,
  abandonSealed,
  claimNotification,
  dueNotifications,
  type Notification,
  recordAttempt,
} from '../../../db/notifications.ts';
import { type Clock, HOUR, MINUTE } from '../clock.ts';
import { type MailCarrier, MailFailure } from './carrier.ts';
import { compose, newMessageId } from './compose.ts';
import type { MailServer } from './mail-server.ts';
import { unsealVariables } from './sealing.ts';

export interface OutboxDeps {
  database: Database;
  clock: Clock;
  platform: { label: string };
  consoleKey: Buffer;
  carrier: MailCarrier;
}

/** What one pass over the outbox did. */
export interface Pass {
  sent: number;
  /** Given up. */
  failed: number;
  /** To be tried again. */
  later: number;
  /** Why nothing more was tried; null when nothing was left to try. */
  stopped: { message: string; next: string } | null;
}

/** Longer than any attempt (see mail/smtp.ts), by more than clocks of two machines may differ. */
const PAUSES = [1, 5, 15, 60, 180, 360].map((minutes) => minutes * MINUTE);
/** From the first attempt on. */
const PATIENCE = 24 * HOUR;
const BATCH = 20;
const AT_ONCE = 4;

/** What an attempt came to; `stopped`: no other mail would get through either. */
type Outcome = { as: 'sent' | 'failed' | 'later' | 'not-ours'; stopped: MailFailure | null };

export class Outbox {
  readonly #deps: OutboxDeps;
  /** Attempts whose end could not be written because the database was gone. */
  #unrecorded: { id: number; token: string; end: AttemptEnd }[] = [];

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Tries each mail whose turn it is, once. @throws what the database throws */
  async send(server: MailServer, signal: AbortSignal): Promise<Pass> {
    const { database, clock } = this.#deps;
    const pass: Pass = { sent: 0, failed: 0, later: 0, stopped: null };
    await this.recordLate();
    await this.eraseOld();
    // One alone first: a server that refuses everybody is asked once, not by every mail that waits.
    for (let size = 1; !signal.aborted && pass.stopped === null; size = BATCH) {
      const due = await dueNotifications(database.reader, clock(), size);
      if (due.length === 0) break;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (!signal.aborted && pass.stopped === null) {
            const id = due.shift();
            if (id === undefined) return;
            const { as, stopped } = await this.#attempt(id, server, signal);
            if (as !== 'not-ours') pass[as] += 1;
            if (stopped) pass.stopped = { message: stopped.message, next: stopped.next };
          }
        }),
      );
    }
    return pass;
  }

  /** Writes what could not be written when it happened. @throws what the database throws; nothing is forgotten then */
  async recordLate(): Promise<void> {
    for (const late of [...this.#unrecorded]) {
      await recordAttempt(this.#deps.database.reader, late.id, late.token, late.end);
      this.#unrecorded = this.#unrecorded.filter((one) => one !== late);
    }
  }

  /**
   * Codes that found no way out within a day are erased, also where no mail server is set any more.
   * @throws what the database throws
   */
  async eraseOld(): Promise<void> {
    const now = this.#deps.clock();
    const old = { createdBefore: now - PATIENCE, now };
    await abandonSealed(this.#deps.database.reader, old, 'given up after 24 hours');
  }

  async #attempt(id: number, server: MailServer, signal: AbortSignal): Promise<Outcome> {
    const { database, clock } = this.#deps;
    const token = randomUUID();
    const now = clock();
    const notice = await claimNotification(database.reader, id, {
      token,
      messageId: newMessageId(randomUUID(), server.from),
      giveUpAt: now + PATIENCE,
      now,
    });
    if (!notice) return { as: 'not-ours', stopped: null };
    const failure = await this.#carry(notice, server, signal);
    const end = failure ? endAfter(failure, notice, clock(), signal.aborted) : sent(clock());
    await this.#record({ id, token, end });
    return {
      as: end.state === 'waiting' ? 'later' : end.state,
      stopped: failure?.scope === 'server' ? failure : null,
    };
  }

  /** Null: the server has taken it. */
  async #carry(notice: Notification, server: MailServer, signal: AbortSignal): Promise<MailFailure | null> {
    const { database, platform, carrier, clock } = this.#deps;
    try {
      const letter = await compose(database.reader, platform.label, {
        kind: notice.kind,
        to: notice.to,
        variables: { ...notice.variables, ...this.#unseal(notice) },
        messageId: notice.messageId ?? newMessageId(randomUUID(), server.from),
        date: clock(),
      });
      await carrier.carry(server, letter, signal);
      return null;
    } catch (error) {
      if (error instanceof MailFailure) return error;
      const why =
        error instanceof RekeyError && error.code === 'CONSOLE_KEY_WRONG'
          ? 'what it holds for the user was sealed with another key than this console has'
          : 'something went wrong inside Rekey before it was sent';
      return new MailFailure('later', why, 'It is tried again by itself.', { cause: error });
    }
  }

  #unseal({ sealedVariables, actionId }: Notification): Record<string, string> {
    if (sealedVariables === null) return {};
    return unsealVariables(this.#deps.consoleKey, actionId ?? '', sealedVariables);
  }

  async #record(attempt: { id: number; token: string; end: AttemptEnd }): Promise<void> {
    this.#unrecorded.push(attempt);
    await this.recordLate();
  }
}

function sent(now: number): AttemptEnd {
  return { state: 'sent', sentAt: now };
}

function endAfter(
  failure: MailFailure,
  { attempts, giveUpAt }: Notification,
  now: number,
  closing: boolean,
): AttemptEnd {
  const { message: why, scope: fault } = failure;
  if (fault === 'letter') return { state: 'failed', why, fault };
  if (closing) return { state: 'waiting', why, fault, nextAttemptAt: now };
  const end = giveUpAt ?? now + PATIENCE;
  if (now >= end) return { state: 'failed', why: `given up after 24 hours: ${why}`, fault };
  const pause = PAUSES[Math.min(attempts, PAUSES.length) - 1] ?? MINUTE;
  return { state: 'waiting', why, fault, nextAttemptAt: Math.min(now + pause, end) };
}
