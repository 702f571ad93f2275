import type { Interruption } from './interruption.ts';
import type { Report } from './report.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface Invocation {
  /** Null: not said. */
  as: string | null;
  json: boolean;
  terminal: Terminal;
  interruption: Interruption;
}

/** Runs a command's work and prints its report. */
export type Start = (work: (invocation: Invocation) => Promise<Report>) => Promise<void>;
