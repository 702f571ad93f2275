/** The four streams of a command line, behind an interface, so that a command can be run without a terminal. */
import { once } from 'node:events';
import { fstatSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export interface Terminal {
  env: Record<string, string | undefined>;
  /** Null when it was written; else why not. */
  out(text: string): Promise<WriteFailure | null>;
  /** Messages. That nobody reads them is no reason to fail. */
  err(text: string): void;
  /** True when a person sees stderr: progress may be drawn there. */
  watched: boolean;
  /** True for /dev/null and for a stdout that was closed before we started: what is printed is gone. */
  outGoesNowhere: boolean;
  /** Asks the person at the terminal; null when there is none. `hidden` does not echo. */
  ask(question: string, options: { hidden: boolean }): Promise<string | null>;
  /** The first line of stdin, without its line break. */
  readLine(): Promise<string>;
}

/** `reader-gone`: EPIPE, as in `| head`. */
export type WriteFailure = 'reader-gone' | 'failed';

export function processTerminal(): Terminal {
  // Without a listener a write that fails later would end the process with a stack trace.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return {
    env: process.env,
    out: (text) => write(process.stdout, text),
    err: (text) => {
      process.stderr.write(text);
    },
    watched: process.stderr.isTTY === true,
    outGoesNowhere: isNullDevice(1),
    ask,
    readLine,
  };
}

function write(stream: Writable, text: string): Promise<WriteFailure | null> {
  return new Promise((resolve) => {
    stream.write(text, (error) => {
      if (!error) return resolve(null);
      resolve((error as NodeJS.ErrnoException).code === 'EPIPE' ? 'reader-gone' : 'failed');
    });
  });
}

function isNullDevice(descriptor: number): boolean {
  try {
    const stream = fstatSync(descriptor);
    return stream.isCharacterDevice() && stream.rdev === statSync('/dev/null').rdev;
  } catch {
    return false;
  }
}

async function ask(question: string, options: { hidden: boolean }): Promise<string | null> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (options.hidden) process.stderr.write(question);
  const lines = createInterface({
    input: process.stdin,
    output: options.hidden ? silent : process.stderr,
    terminal: true,
    historySize: 0,
  });
  // In raw mode Ctrl-C is a character; hand it on as the signal it stands for.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  // Ctrl-D is no answer; depending on Node's version it ends the question or leaves it open for ever.
  const refused = once(lines, 'close').then(() => null);
  try {
    const answered = lines.question(options.hidden ? '' : question).catch(() => null);
    return await Promise.race([answered, refused]);
  } finally {
    lines.close();
    if (options.hidden) process.stderr.write('\n');
  }
}

async function readLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}
