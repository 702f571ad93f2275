import type { DatabaseTarget } from '../../db/database.ts';
import type { Keys, PlatformKind } from '../../db/platforms/kind.ts';
import type { MailServer } from './notifications/mail-server.ts';

/** What the console runs with; see configuration.ts, which reads it. */
export interface RunningConfiguration {
  /** Of the profile that is open. */
  dataDirectory: string;
  /** Of all profiles. */
  rootDirectory: string;
  /** Null: the one without a name. */
  profile: string | null;
  /** True: REKEY_DATABASE_URL of the environment decides, whatever the profile is. */
  pinned: boolean;
  /** Where the connection comes from: the environment wins over what is saved. */
  source: 'demo' | 'environment' | 'saved';
  database: DatabaseTarget;
  platform: PlatformKind;
  /** Every one that the platform needs. */
  keys: Keys;
  /** Settings of keys that the platform needs and that are not set, which only the demo can do without. */
  unsetKeys: readonly string[];
  /** 32 bytes: what REKEY_CONSOLE_KEY says; null when it is not set. */
  consoleKey: Buffer | null;
  /** The file that was read beside the environment; null when there is none. */
  file: string | null;
  /** What REKEY_SMTP_URL says; null when it is not set. */
  smtp: MailServer | null;
}
