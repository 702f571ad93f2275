/** The console that answers now, and how another takes its place while the program goes on. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Console } from '../console.ts';

/** ms that calls which the old console still answers are given. */
const GRACE = 5_000;

export interface KeptConsole extends Console {
  /**
   * Opens a console with what is configured now; from then on every call goes to it, and everybody has to sign in there. Where it
   * cannot be opened the old one goes on. Asked for twice at once: one after the other.
   * @throws RekeyError as openConsole
   */
  reopen(): Promise<void>;
}

/** `open` reads the configuration anew each time. @throws as `open` */
export async function keepConsole(
  open: (reopen: () => Promise<void>) => Promise<Console>,
): Promise<KeptConsole> {
  let queue: Promise<unknown> = Promise.resolve();
  let ended = false;
  let present = tracked(await open(reopen));

  function reopen(): Promise<void> {
    const turn = queue.then(async () => {
      if (ended) return;
      const next = tracked(await open(reopen));
      const before = present;
      present = next;
      // Not waited for: whoever asked for this is one of those whom the old console still answers.
      void before.retire();
    });
    queue = turn.catch(() => {});
    return turn;
  }

  return {
    reopen,
    call: (...args) => present.call(...args),
    leave: (seat) => present.console.leave(seat),
    async close() {
      ended = true;
      await queue;
      await present.console.close();
    },
  };
}

function tracked(console: Console) {
  const running = new Set<Promise<unknown>>();
  return {
    console,
    call: (...args: Parameters<Console['call']>) => {
      const answer = console.call(...args);
      running.add(answer);
      return answer.finally(() => running.delete(answer));
    },
    async retire() {
      await Promise.race([Promise.all(running), pause(GRACE, undefined, { ref: false })]);
      // What it could not write any more is told by nobody: its database may be the one that is gone.
      await console.close().catch(() => {});
    },
  };
}
