/** What a command has to say when it is over, said in one go: so there is never half a JSON value on stdout. */
import type { Terminal } from './terminal.ts';
import { printable, printableJson } from './text.ts';

export interface Report {
  /** With --json: the one value on stdout. */
  value: unknown;
  /** Without --json: what stdout gets. Empty: nothing. */
  text: string;
  /** For stderr. Null: nothing. */
  note: string | null;
  exit: 0 | 1 | 2;
  /** Set when the output can not be had a second time: what to tell the person when it could not be written. */
  onceOnly?: string;
  /** The command printed what it had to say as it went. */
  streamed?: true;
}

/** @returns the exit status: the report's own, or 1 when what it had to say could not be said. */
export async function deliver(report: Report, json: boolean, terminal: Terminal): Promise<number> {
  const text = report.streamed ? '' : json ? `${printableJson(report.value)}\n` : report.text;
  if (report.note !== null) terminal.err(`${printable(report.note)}\n`);
  const failure = text === '' ? null : await terminal.out(text);
  if (failure === null) return report.exit;
  if (report.onceOnly) {
    terminal.err(`${report.onceOnly}\n`);
    return 1;
  }
  // Whoever reads through `head` has had enough, and that is no failure of ours.
  if (failure === 'reader-gone') return report.exit;
  terminal.err('The result could not be written to stdout.\n');
  return 1;
}
