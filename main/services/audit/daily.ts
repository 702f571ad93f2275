/** Asks every hour whether a day's checkpoint is due: a console may run for weeks, or be opened for minutes. */

const HOUR = 60 * 60 * 1000;
/** A console that is opened for a moment has other things to do first. */
const MINUTE = 60 * 1000;

export function watchDaily(makeIfDue: () => Promise<unknown>): { start(): void; stop(): Promise<void> } {
  let first: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  // Nobody waits for it. What stands in its way (a key that does not open, a broken log) is told whoever asks for one.
  const look = () => {
    running = makeIfDue().catch(() => {});
  };
  return {
    start() {
      first = setTimeout(look, MINUTE).unref();
      timer = setInterval(look, HOUR).unref();
    },
    async stop() {
      clearTimeout(first);
      clearInterval(timer);
      await running;
    },
  };
}
