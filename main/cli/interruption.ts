/** Ctrl-C and SIGTERM: stop at once, except in the middle of an action, whose end must be told to somebody. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export class Interruption {
  /** What to tell a person who interrupts now; null when stopping at once loses nothing. */
  #underWay: string | null = null;
  #stop = () => {};
  #asked = false;
  readonly #say: (text: string) => void;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Listens until the process ends. A second signal always stops. */
  listen(): void {
    for (const [signal, status] of Object.entries(SIGNALS)) {
      process.on(signal, () => this.#handle(status));
    }
  }

  /**
   * From now on, until the process ends, the first signal prints `message` instead of stopping: what `work` did is to
   * be told as well, and codes are told only once. `stop` asks work that goes on for long to come to an end.
   */
  finishFirst<T>(message: string, work: () => Promise<T>, stop = () => {}): Promise<T> {
    this.#underWay = message;
    this.#stop = stop;
    return work();
  }

  #handle(status: number): void {
    if (this.#underWay === null || this.#asked) process.exit(status);
    this.#asked = true;
    this.#say(`${this.#underWay}\n`);
    this.#stop();
  }
}
