/** Work that comes back again and again while a console runs. Nobody waits for it. */
export interface Ticker {
  start(): void;
  /** Resolves when the work that is under way is over. */
  stop(): Promise<void>;
}

/**
 * `first`: ms until the first time, since a console that is opened for a moment has other things to do; `every`: ms from then
 * on. What takes longer is not begun a second time meanwhile. What the work throws is told elsewhere, or whoever asks meets it.
 */
export function createTicker(
  work: () => Promise<unknown>,
  { first, every }: { first: number; every: number },
): Ticker {
  let soon: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> | null = null;
  const tick = () => {
    running ??= work()
      .catch(() => {})
      .finally(() => {
        running = null;
      });
  };
  return {
    start() {
      soon = setTimeout(tick, first).unref();
      timer = setInterval(tick, every).unref();
    },
    async stop() {
      clearTimeout(soon);
      clearInterval(timer);
      await running;
    },
  };
}
