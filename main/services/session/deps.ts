import type { Database } from '../../../db/database.ts';
import type { Clock } from '../clock.ts';

export interface SessionDeps {
  database: Database;
  clock: Clock;
  /** 32 bytes: what staff's own authenticator secrets are sealed with. */
  consoleKey: Buffer;
  /** Whether staff without a password sign in with one click. */
  demo: boolean;
}
