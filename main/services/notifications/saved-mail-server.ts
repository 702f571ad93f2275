/**
 * The mail server that was saved in Settings: `mail.json` in the data directory, mode 0600, for this machine alone.
 *
 *     { "version": 1,
 *       "server": { "host": "mail.example.org", "port": 587, "security": "starttls", "verifyCertificate": true, "ca": "…",
 *                   "user": "rekey", "from": "support@example.org", "fromName": "Support" },
 *       "password": "<Base64 of what the operating system's keychain made of it>" }
 *
 * The password is never in it in plain text; it is null where there is no user.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { RekeyError } from '../../../db/errors.ts';
import type { SecretStore } from '../../host.ts';
import { readPrivateFile, replacePrivateFile } from '../private-file.ts';
import { checkMailServer, type MailServer, withoutPassword } from './mail-server.ts';

const FILE_NAME = 'mail.json';

const CONTENT = z.object({
  version: z.literal(1),
  server: z.object({
    host: z.string(),
    port: z.number(),
    security: z.enum(['tls', 'starttls', 'none']),
    verifyCertificate: z.boolean(),
    ca: z.string().min(1).optional(),
    user: z.string(),
    from: z.string(),
    fromName: z.string(),
  }),
  password: z.string().nullable(),
});

/**
 * Null when nothing was saved.
 * @throws RekeyError CONFIGURATION, naming the file, when it is not what Rekey wrote or its password can not be opened here
 */
export function readSavedMailServer(
  dataDirectory: string,
  secretStore: SecretStore | null,
): MailServer | null {
  const file = path.join(dataDirectory, FILE_NAME);
  const content = parse(file);
  if (!content) return null;
  return checkMailServer({ ...content.server, password: open(file, content.password, secretStore) });
}

/** Returns how to take it back. @throws RekeyError CONFIGURATION */
export function writeSavedMailServer(
  dataDirectory: string,
  secretStore: SecretStore | null,
  server: MailServer,
): () => void {
  const file = path.join(dataDirectory, FILE_NAME);
  const content: z.infer<typeof CONTENT> = {
    version: 1,
    server: withoutPassword(server),
    password: sealed(server, secretStore),
  };
  return change(file, () => {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    replacePrivateFile(file, `${JSON.stringify(content, null, 2)}\n`);
  });
}

/** Returns how to take it back. @throws RekeyError CONFIGURATION */
export function removeSavedMailServer(dataDirectory: string): () => void {
  const file = path.join(dataDirectory, FILE_NAME);
  return change(file, () => rmSync(file, { force: true }));
}

function change(file: string, work: () => void): () => void {
  try {
    const before = readPrivateFile(file);
    work();
    return () => (before === null ? rmSync(file, { force: true }) : replacePrivateFile(file, before));
  } catch (cause) {
    throw unusable(
      file,
      `it can not be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      cause,
    );
  }
}

function parse(file: string): z.infer<typeof CONTENT> | null {
  let text: string | null;
  try {
    text = readPrivateFile(file);
  } catch (cause) {
    throw unusable(
      file,
      `it can not be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      cause,
    );
  }
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable(file, 'it is damaged; save the mail server again');
  }
  const parsed = CONTENT.safeParse(value);
  if (!parsed.success) {
    throw unusable(
      file,
      `it is damaged at "${parsed.error.issues[0]?.path.join('.')}"; save the mail server again`,
    );
  }
  return parsed.data;
}

function open(file: string, password: string | null, secretStore: SecretStore | null): string {
  if (password === null) return '';
  if (!secretStore) {
    throw unusable(file, 'its password opens in the desktop window only; here, set REKEY_SMTP_URL');
  }
  try {
    return secretStore.decrypt(password);
  } catch (cause) {
    throw unusable(
      file,
      'its password does not open for this person on this machine; save the mail server again',
      cause,
    );
  }
}

function sealed({ user, password }: MailServer, secretStore: SecretStore | null): string | null {
  if (user === '') return null;
  if (!secretStore) {
    throw new RekeyError('CONFIGURATION', {
      why: 'this window has no keychain to keep a password in; set REKEY_SMTP_URL in the environment instead',
    });
  }
  try {
    return secretStore.encrypt(password);
  } catch (cause) {
    const why = "the operating system's keychain did not take the password";
    throw new RekeyError('CONFIGURATION', { why }, { cause });
  }
}

function unusable(file: string, why: string, cause?: unknown): RekeyError {
  return new RekeyError('CONFIGURATION', { why: `${file}: ${why}` }, { cause });
}
