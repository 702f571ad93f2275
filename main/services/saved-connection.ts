/**
 * The database connection that was saved in Settings: `settings.json` in the data directory, mode 0600.
 *
 *     { "version": 1,
 *       "connection": { "host": "db.example.org", "port": 3306, "user": "rekey", "database": "platform", "tls": "verify" },
 *       "password": "<Base64 of what the operating system's keychain made of it>",
 *       "platformKey": "<the same of the platform's key; left out where that comes from REKEY_PLATFORM_KEY>" }
 *
 * Neither secret is ever in it in plain text, and both open only for the person who saved them, on that machine.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { RekeyError } from '../../db/errors.ts';
import type { MysqlConnection } from '../../db/mysql-address.ts';
import type { SecretStore } from '../host.ts';
import { readPrivateFile, replacePrivateFile } from './private-file.ts';

const FILE_NAME = 'settings.json';
const VERSION = 1;

const CONTENT = z.object({
  version: z.literal(VERSION),
  connection: z.object({
    host: z.string().min(1),
    port: z.number().int().min(1).max(65535),
    user: z.string().min(1),
    database: z.string().min(1),
    tls: z.enum(['off', 'required', 'verify']),
    ca: z.string().min(1).optional(),
    socket: z.string().min(1).optional(),
  }),
  password: z.string().min(1),
  platformKey: z.string().min(1).optional(),
});

export interface SavedConnection extends MysqlConnection {
  /** In the form that the platform asks for. Left out: its setting (REKEY_PLATFORM_KEY) says it, or it needs none. */
  platformKey?: string | undefined;
}

/**
 * Null when nothing was saved.
 * @throws RekeyError CONFIGURATION, naming the file, when it is not what Rekey wrote or its secrets cannot be opened here
 */
export function loadSavedConnection(
  dataDirectory: string,
  secretStore: SecretStore | null,
): SavedConnection | null {
  const file = path.join(dataDirectory, FILE_NAME);
  const text = readIfThere(file);
  if (text === null) return null;
  const { connection, password, platformKey } = parse(file, text);
  if (!secretStore) {
    throw unusable(file, 'its password opens in the desktop window only; here, set REKEY_DATABASE_URL');
  }
  try {
    return {
      ...connection,
      password: secretStore.decrypt(password),
      ...(platformKey === undefined ? {} : { platformKey: secretStore.decrypt(platformKey) }),
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
  { password, platformKey, ...connection }: SavedConnection,
): () => void {
  const file = path.join(dataDirectory, FILE_NAME);
  let sealed: Pick<z.infer<typeof CONTENT>, 'password' | 'platformKey'>;
  try {
    sealed = {
      password: secretStore.encrypt(password),
      ...(platformKey === undefined ? {} : { platformKey: secretStore.encrypt(platformKey) }),
    };
  } catch (cause) {
    throw new RekeyError(
      'CONFIGURATION',
      { why: "the operating system's keychain did not take the password" },
      { cause },
    );
  }
  const content: z.infer<typeof CONTENT> = { version: VERSION, connection, ...sealed };
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    const before = readIfThere(file);
    replacePrivateFile(file, `${JSON.stringify(content, null, 2)}\n`);
    return () => (before === null ? rmSync(file, { force: true }) : replacePrivateFile(file, before));
  } catch (cause) {
    throw unusable(file, `it can not be written (${codeOf(cause)})`, cause);
  }
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
