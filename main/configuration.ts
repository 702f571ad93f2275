/** Where the console finds its database and keys: the environment, a file beside the data, or nothing, which is the demo. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import envPaths from 'env-paths';
import type { DatabaseTarget } from '../db/database.ts';
import { DEMO_KEY } from '../db/demo/index.ts';
import { RekeyError } from '../db/errors.ts';
import { formatMysqlUrl, parseMysqlUrl } from '../db/mysql-address.ts';
import { parseKey } from '../db/secret-box.ts';
import { readSettingsFile, refuseMisspeltNames } from './configuration-names.ts';
import type { SecretStore } from './host.ts';
import { type MailServer, parseMailUrl } from './services/notifications/mail-server.ts';
import { loadSavedConnection } from './services/saved-connection.ts';

export interface Configuration {
  /** Holds the demo's database, the saved connection and the window's place. */
  dataDirectory: string;
  source: 'demo' | 'environment' | 'saved';
  database: DatabaseTarget;
  platform: 'reference';
  /** 32 bytes: the platform's own key, which opens its users' TOTP secrets. */
  platformKey: Buffer;
  /** False: no REKEY_PLATFORM_KEY is set, which only the demo can do without. */
  platformKeySet: boolean;
  /** 32 bytes: what REKEY_CONSOLE_KEY says; null when it is not set (see core/kept-console-key.ts). */
  consoleKey: Buffer | null;
  /** The file that was read beside the environment; null when there is none. */
  file: string | null;
  /** What REKEY_SMTP_URL says; null when it is not set. */
  smtp: MailServer | null;
  /** What REKEY_AUDIT_KEY_FILE says: where the key that signs the audit log is; null: in the data directory. */
  auditKeyFile: string | null;
  /** What REKEY_MAINTENANCE_DATABASE_URL says: the account that removes archived entries; null when it is not set. */
  maintenanceDatabase: DatabaseTarget | null;
}

const PLATFORMS = ['reference'] as const;
const FILE_NAME = 'rekey.env';

/**
 * REKEY_DATABASE_URL (see db/mysql-address.ts, or `sqlite:PATH`), REKEY_PLATFORM
 * (`reference`), REKEY_PLATFORM_KEY and REKEY_CONSOLE_KEY (32 bytes in Base64 or hexadecimal), REKEY_SMTP_URL (see mail-server.ts),
 * REKEY_AUDIT_KEY_FILE (see audit/signing-key.ts), REKEY_DATA_DIR. The same names may stand in `rekey.env` in the data directory; the environment wins over it, and both over a connection saved in Settings.
 * @throws RekeyError CONFIGURATION; its text never holds a password or a key
 */
export function readConfiguration(
  environment: NodeJS.ProcessEnv,
  options: { secretStore?: SecretStore | null } = {},
): Configuration {
  const dataDirectory = dataDirectoryOf(environment);
  const file = path.join(dataDirectory, FILE_NAME);
  refuseMisspeltNames(environment);
  const values: NodeJS.Dict<string> = { ...readSettingsFile(file), ...withoutBlanks(environment) };
  const common = {
    dataDirectory,
    platform: platformOf(values.REKEY_PLATFORM),
    platformKeySet: Boolean(values.REKEY_PLATFORM_KEY),
    consoleKey: consoleKeyOf(values),
    file: existsSync(file) ? file : null,
    smtp: values.REKEY_SMTP_URL ? parseMailUrl(values.REKEY_SMTP_URL) : null,
    maintenanceDatabase: values.REKEY_MAINTENANCE_DATABASE_URL
      ? targetOf(values.REKEY_MAINTENANCE_DATABASE_URL, 'REKEY_MAINTENANCE_DATABASE_URL')
      : null,
    auditKeyFile: values.REKEY_AUDIT_KEY_FILE ? path.resolve(values.REKEY_AUDIT_KEY_FILE) : null,
  };

  if (values.REKEY_DATABASE_URL) {
    const database = targetOf(values.REKEY_DATABASE_URL, 'REKEY_DATABASE_URL');
    return { ...common, source: 'environment', database, platformKey: platformKeyOf(values) };
  }
  const saved = loadSavedConnection(dataDirectory, options.secretStore ?? null);
  if (saved) {
    const database: DatabaseTarget = { kind: 'mysql', url: formatMysqlUrl(saved) };
    const platformKey = platformKeyOf({ REKEY_PLATFORM_KEY: saved.platformKey, ...values });
    return { ...common, source: 'saved', database, platformKey };
  }
  refuseHalf(values);
  return {
    ...common,
    source: 'demo',
    database: { kind: 'sqlite', path: path.join(dataDirectory, 'demo.sqlite') },
    platformKey: DEMO_KEY,
  };
}

/** Whoever set one of these means a platform of their own, and must not be shown a demo in its place. */
function refuseHalf(values: NodeJS.Dict<string>): void {
  const set = ['REKEY_MAINTENANCE_DATABASE_URL', 'REKEY_PLATFORM_KEY', 'REKEY_CONSOLE_KEY'].find(
    (name) => values[name],
  );
  if (set === undefined) return;
  throw new RekeyError('CONFIGURATION', {
    why: `${set} is set, but no database: set REKEY_DATABASE_URL as well, or unset ${set} for the demo`,
  });
}

/** Known without reading anything, for a host that must choose its own places before it can start. */
export function dataDirectoryOf(environment: NodeJS.ProcessEnv): string {
  return path.resolve(environment.REKEY_DATA_DIR || envPaths('Rekey', { suffix: '' }).data);
}

function targetOf(text: string, name: string): DatabaseTarget {
  if (text.startsWith('sqlite:')) {
    const file = text.slice('sqlite:'.length);
    if (file === '') throw new RekeyError('CONFIGURATION', { why: `${name} names no file after sqlite:` });
    if (/[?#]/.test(file)) {
      throw new RekeyError('CONFIGURATION', {
        why: `${name}: behind sqlite: there is the path alone, without parameters, and without ? and #`,
      });
    }
    return { kind: 'sqlite', path: path.resolve(file) };
  }
  // Parsed here for its errors only: a bad address is to be told before anything is opened.
  parseMysqlUrl(text);
  return { kind: 'mysql', url: text };
}

function platformKeyOf({ REKEY_PLATFORM_KEY: text }: NodeJS.Dict<string>): Buffer {
  if (!text) {
    throw new RekeyError('CONFIGURATION', {
      why: 'REKEY_PLATFORM_KEY is not set, and without it no authenticator can be read',
    });
  }
  return keyOf('REKEY_PLATFORM_KEY', text);
}

function consoleKeyOf(values: NodeJS.Dict<string>): Buffer | null {
  const { REKEY_CONSOLE_KEY: text, REKEY_PLATFORM_KEY: platformText } = values;
  if (!text) return null;
  const key = keyOf('REKEY_CONSOLE_KEY', text);
  if (platformText && parseKey(platformText)?.equals(key)) {
    throw new RekeyError('CONFIGURATION', {
      why: "REKEY_CONSOLE_KEY is the platform's key, and it must be one of Rekey's own",
    });
  }
  return key;
}

function keyOf(name: string, text: string): Buffer {
  const key = parseKey(text);
  if (!key)
    throw new RekeyError('CONFIGURATION', { why: `${name} must be 32 bytes in Base64 or hexadecimal` });
  return key;
}

function platformOf(name: string | undefined): Configuration['platform'] {
  const known = PLATFORMS.find((platform) => platform === (name ?? 'reference'));
  if (!known)
    throw new RekeyError('CONFIGURATION', { why: `REKEY_PLATFORM must be one of: ${PLATFORMS.join(', ')}` });
  return known;
}

function withoutBlanks(environment: NodeJS.ProcessEnv): NodeJS.Dict<string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
}
