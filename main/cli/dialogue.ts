/** Questions that are asked at the terminal until each has an answer. */
import type { UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';
import { printable } from './text.ts';

export class Dialogue {
  private readonly terminal: Terminal;
  private readonly nobody: UsageError;

  /** `nobody`: what is thrown where nobody answers. */
  constructor(terminal: Terminal, nobody: UsageError) {
    this.terminal = terminal;
    this.nobody = nobody;
  }

  say(text: string): void {
    this.terminal.err(printable(text));
  }

  /** `hidden` shows no letter of it and leaves the blanks around it. */
  async answer(question: string, hidden = false): Promise<string> {
    const answer = await this.terminal.ask(question, { hidden });
    if (answer === null) throw this.nobody;
    return hidden ? answer : answer.trim();
  }

  /** An empty answer is `otherwise`, which is shown. */
  async ask(question: string, otherwise: string): Promise<string> {
    const shown = otherwise === '' ? question : `${question} [${otherwise}]`;
    return (await this.answer(`${shown}: `)) || otherwise;
  }

  /** Asked again for what `read` has no value of. */
  async askFor<T>(question: string, otherwise: string, read: (text: string) => T | null): Promise<T> {
    for (;;) {
      const value = read(await this.ask(question, otherwise));
      if (value !== null) return value;
      this.say('That is none of the answers it can have.\n');
    }
  }

  async askHidden<T>(question: string, read: (text: string) => T | null): Promise<T> {
    for (;;) {
      const value = read(await this.answer(`${question}: `, true));
      if (value !== null) return value;
      this.say('That does not have its form.\n');
    }
  }
}
