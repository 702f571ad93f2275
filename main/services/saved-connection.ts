/**
 * The database connection that was saved in Settings: `settings.json` in the data directory, mode 0600.
 *
 *     { "version": 1,
 *       "connection": { "host": "db.example.org", "port": 3306, "user": "rekey", "database": "platform", "tls": "verify" },
 *       "platform": "<the id of its kind>",
 *       "password": "<Base64 of what the operating system's keychain made of it>",
 *       "keys": { "<setting of a key of the platform>": "<the same of that key>" } }
 *
 * No secret is ever in it in plain text, and all open only for the person who saved them, on that machine. Earlier versions had one
 * `platformKey`, and no other platform than the reference platform.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { RekeyError } from '../../db/errors.ts';
import type { MysqlConnection } from '../../db/mysql-address.ts';
import { otherEnd } from '../../db/platforms/registry.ts';
import { TLS_MODES } from '../contract/server-address.ts';
import type { SecretStore } from '../host.ts';
import { readPrivateFile, replaceWithWayBack } from './private-file.ts';

export const CONNECTION_FILE = 'settings.json';
const VERSION = 1;
/** The only one that there was when a connection had one `platformKey`. */
const FIRST_KEY = otherEnd.KEY_SETTING;

const CONTENT = z.object({
  version: z.literal(VERSION),
  connection: z.object({
    host: z.string().min(1),
    port: z.number().int().min(1).max(65535),
    user: z.string().min(1),
    database: z.string().min(1),
    tls: z.enum(TLS_MODES),
    ca: z.string().min(1).optional(),
    cert: z.string().min(1).optional(),
    key: z.string().min(1).optional(),
    socket: z.string().min(1).optional(),
    ssh: z.string().min(1).optional(),
    sshkey: z.string().min(1).optional(),
    knownhosts: z.string().min(1).optional(),
  }),
  platform: z.string().min(1).optional(),
  password: z.string().min(1),
  keys: z.record(z.string(), z.string().min(1)).optional(),
  platformKey: z.string().min(1).optional(),
});

export interface SavedConnection extends MysqlConnection {
  /** The id of its kind. Undefined: the reference platform, or what REKEY_PLATFORM says. */
  platform?: string | undefined;
  /** By setting, in the form that the platform asks for. One that is not there: its setting says it. */
  keys: Readonly<Record<string, string>>;
}

/**
 * Null when nothing was saved.
 * @throws RekeyError CONFIGURATION, naming the file, when it is not what Rekey wrote or its secrets cannot be opened here
 */
export function loadSavedConnection(
  dataDirectory: string,
  secretStore: SecretStore | null,
): SavedConnection | null {
  const file = path.join(dataDirectory, CONNECTION_FILE);
  const text = readIfThere(file);
  if (text === null) return null;
  const { connection, password, platform, keys, platformKey } = parse(file, text);
  if (!secretStore) {
    throw unusable(file, 'its password opens in the desktop window only; here, set REKEY_DATABASE_URL');
  }
  try {
    return {
      ...connection,
      password: secretStore.decrypt(password),
      ...(platform === undefined ? {} : { platform }),
      keys: each(keys ?? (platformKey === undefined ? {} : { [FIRST_KEY]: platformKey }), (text) =>
        secretStore.decrypt(text),
      ),
    };
  } catch (cause) {
    throw unusable(
      file,
      'its password does not open for this person on this machine; delete the file and save the connection again',
      cause,
    );
  }
}

/** Either the whole new file is there afterwards or the whole old one. Returns how to take it back. @throws RekeyError CONFIGURATION */
export function writeSavedConnection(
  dataDirectory: string,
  secretStore: SecretStore,
  { password, platform, keys, ...connection }: SavedConnection,
): () => void {
  const file = path.join(dataDirectory, CONNECTION_FILE);
  let sealed: Pick<z.infer<typeof CONTENT>, 'password' | 'keys'>;
  try {
    sealed = {
      password: secretStore.encrypt(password),
      keys: each(keys, (text) => secretStore.encrypt(text)),
    };
  } catch (cause) {
    throw new RekeyError(
      'CONFIGURATION',
      { why: "the operating system's keychain did not take the password" },
      { cause },
    );
  }
  const content: z.infer<typeof CONTENT> = {
    ...{ version: VERSION, connection },
    ...(platform === undefined ? {} : { platform }),
    ...sealed,
  };
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    return replaceWithWayBack(file, `${JSON.stringify(content, null, 2)}\n`);
  } catch (cause) {
    throw unusable(file, `it can not be written (${codeOf(cause)})`, cause);
  }
}

function each(
  texts: Readonly<Record<string, string>>,
  change: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([setting, text]) => [setting, change(text)]));
}

function readIfThere(file: string): string | null {
  try {
    return readPrivateFile(file);
  } catch (cause) {
    throw unusable(file, `it can not be read (${codeOf(cause)})`, cause);
  }
}

function parse(file: string, text: string): z.infer<typeof CONTENT> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable(file, 'it is damaged; delete it and save the connection again');
  }
  const { version } = (value ?? {}) as { version?: unknown };
  if (typeof version === 'number' && version !== VERSION) {
    throw unusable(
      file,
      `it was written by another version of Rekey (format ${version}, this one reads ${VERSION})`,
    );
  }
  const parsed = CONTENT.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unusable(
      file,
      `it is damaged at "${issue?.path.join('.')}"; delete it and save the connection again`,
    );
  }
  return parsed.data;
}

function unusable(file: string, why: string, cause?: unknown): RekeyError {
  return new RekeyError('CONFIGURATION', { why: `${file}: ${why}` }, { cause });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? 'unknown error';
}
