/** The console that answers now, and how another takes its place while the program goes on. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Console } from '../console.ts';

/** ms that calls which the old console still answers are given. */
const GRACE = 5_000;

export interface KeptConsole extends Console {
  /**
   * Opens a console with what is configured now; from then on every call goes to it, and everybody has to sign in there. Where it
   * cannot be opened the old one goes on. Asked for twice at once: one after the other. `profile` and `refuse`: as Host.reopen has them.
   * @throws RekeyError as openConsole
   */
  reopen(profile?: string | null, refuse?: () => void): Promise<void>;
}

type Open = (profile: string | null, reopen: KeptConsole['reopen']) => Promise<Console>;

/** `open` reads the configuration anew each time; `first` is the profile that it begins with. @throws as `open` */
export async function keepConsole(open: Open, first: string | null): Promise<KeptConsole> {
  let profile = first;
  let queue: Promise<unknown> = Promise.resolve();
  let ended = false;
  let present = tracked(await open(profile, reopen));

  function reopen(wanted?: string | null, refuse = () => {}): Promise<void> {
    const turn = queue.then(async () => {
      if (ended) return;
      const chosen = wanted === undefined ? profile : wanted;
      const next = tracked(await open(chosen, reopen));
      try {
        refuse();
      } catch (error) {
        await next.console.close();
        throw error;
      }
      profile = chosen;
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
