/** Counts while a console runs: what changed each minute, everybody each hour. */
import { readEnrolmentState } from '../../../db/enrolment.ts';
import { HOUR, MINUTE } from '../clock.ts';
import { type CountingDeps, countAll, countChanged } from './counting.ts';

export interface Counter {
  /** `first`: ms until the first look. */
  start(first?: number): void;
  /** Counts everybody now; the same promise while it is under way. */
  countAll(): Promise<void>;
  cancel(): void;
  stop(): Promise<void>;
}

export function createCounter(deps: CountingDeps): Counter {
  let timer: NodeJS.Timeout | undefined;
  let abort = new AbortController();
  let everybody: Promise<void> | null = null;
  let changed: Promise<unknown> = Promise.resolve();

  /** `after`: what else counts must have ended. */
  function all(after: Promise<unknown>): Promise<void> {
    if (everybody) return everybody;
    abort = new AbortController();
    const { signal } = abort;
    everybody = after
      .then(() => countAll(deps, signal))
      .then(
        () => {},
        // Noted where the page reads it.
        () => {},
      )
      .finally(() => {
        everybody = null;
      });
    return everybody;
  }

  async function look(): Promise<void> {
    if (everybody) return;
    const { oldestAt, counts } = await readEnrolmentState(deps.database.reader);
    if (counts === null || oldestAt === null || deps.clock() - oldestAt >= HOUR) {
      // Not after `changed`, which is this very look: it would wait for itself, and so would the end of the console.
      await all(Promise.resolve());
    } else await countChanged(deps);
  }

  return {
    start(first = 2_000) {
      const tick = () => {
        changed = look().catch(() => {});
      };
      timer = setInterval(tick, MINUTE).unref();
      // The window comes first.
      setTimeout(tick, first).unref();
    },
    countAll: () => all(changed),
    cancel: () => abort.abort(),
    async stop() {
      clearInterval(timer);
      abort.abort();
      await changed;
      await everybody;
    },
  };
}
