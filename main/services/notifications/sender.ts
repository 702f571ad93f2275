/** The loop that empties the outbox while a console is open. */
import { translateError } from '../../../db/translate-error.ts';
import { type Clock, MINUTE, SECOND } from '../clock.ts';
import type { MailSetup } from './mail-setup.ts';
import type { Outbox, Pass } from './outbox.ts';

export interface Sender {
  start(): void;
  /** What is being sent may be finished within `grace` ms; then it is broken off and sent at the next start. */
  stop(grace?: number): Promise<void>;
  /** After something changed that may let a mail through: no rest is kept. */
  wake(): void;
  /** What keeps every mail from being sent now; null when nothing is known to. */
  trouble(): { message: string; next: string } | null;
}

/** ms between two looks at the outbox; each is one row of an index. */
const POLL = 2 * SECOND;
/** After a mail server that lets nothing through, or a database that does not answer. A wrong password asked every two seconds would lock the account. */
const REST = MINUTE;

export function createSender(deps: { outbox: Outbox; setup: MailSetup; clock: Clock }): Sender {
  const { outbox, setup, clock } = deps;
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let restUntil = Number.NEGATIVE_INFINITY;
  let trouble: Pass['stopped'] = null;
  let stopped = false;
  let eraseAt = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    await erase();
    const server = setup.server();
    if (!server || clock() < restUntil) return;
    try {
      const pass = await outbox.send(server, closing.signal);
      if (pass.stopped) {
        trouble = pass.stopped;
        restUntil = clock() + REST;
      } else if (pass.sent > 0) {
        trouble = null;
      }
    } catch (error) {
      const { message, next } = translateError(error);
      trouble = { message, next };
      restUntil = clock() + REST;
    }
  }

  async function erase(): Promise<void> {
    if (clock() < eraseAt) return;
    eraseAt = clock() + MINUTE;
    // What keeps it from being done keeps a mail from being sent as well, and is told there.
    await outbox.eraseOld().catch(() => {});
  }

  function plan(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      running = look().finally(plan);
    }, POLL);
    // The loop alone is no reason for the program to go on.
    timer.unref();
  }

  return {
    start: plan,
    async stop(grace = 3 * SECOND) {
      stopped = true;
      clearTimeout(timer);
      const late = setTimeout(() => closing.abort(), grace);
      await running;
      clearTimeout(late);
      closing.abort();
    },
    wake() {
      restUntil = Number.NEGATIVE_INFINITY;
      trouble = null;
    },
    trouble: () => trouble,
  };
}
