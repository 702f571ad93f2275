/**
 * The key that staff's secrets are sealed with, as this console has it: in REKEY_CONSOLE_KEY, else in the file `console.key`
 * of the data directory, one line, mode 600. The line is the key itself in Base64, or, where the host that made it has a
 * keychain, what the keychain made of that. One file for all hosts, so that two of them never have a key each.
 */
import path from 'node:path';
import { RekeyError } from '../../db/errors.ts';
import { newKey, parseKey } from '../../db/secret-box.ts';
import type { SecretStore } from '../host.ts';
import { isReadableByOthers, readPrivateFile, writeFirstPrivateFile } from '../services/private-file.ts';
import type { RunningConfiguration } from '../services/running-configuration.ts';

export interface KeptKey {
  /** 32 bytes. */
  key: Buffer;
  /** For people: the setting, or the file. */
  where: string;
}

export interface KeptConsoleKey {
  /** Null: this console has none yet. Makes none. @throws RekeyError CONFIGURATION */
  find(): KeptKey | null;
  /** Of several consoles at once on one data directory, all get the one that was first. @throws RekeyError CONFIGURATION */
  make(): KeptKey;
  /**
   * The keychain's, where a key is set now: nobody but this window can have it, so what it sealed is sealed anew. A file
   * can be read and copied, so what it holds never gives way by itself.
   */
  former(): Buffer | null;
}

const IN_KEYCHAIN = 'keychain:';

export function keptConsoleKey(
  {
    consoleKey,
    dataDirectory,
    source,
  }: Pick<RunningConfiguration, 'consoleKey' | 'dataDirectory' | 'source'>,
  secretStore: SecretStore | null,
): KeptConsoleKey {
  const file = path.join(dataDirectory, 'console.key');

  function kept(): KeptKey | null {
    const line = readLine(file);
    return line === null ? null : { key: keyOf(file, line, secretStore), where: file };
  }

  return {
    find: () => (consoleKey ? { key: consoleKey, where: 'REKEY_CONSOLE_KEY' } : kept()),

    make() {
      const plain = newKey().toString('base64');
      try {
        // The demo is for the command line too, which opens no keychain, and it seals nothing that is worth one.
        const line = secretStore && source !== 'demo' ? IN_KEYCHAIN + secretStore.encrypt(plain) : plain;
        writeFirstPrivateFile(file, `${line}\n`);
      } catch (cause) {
        const why = `it cannot be written (${codeOf(cause)}); make that possible, or set REKEY_CONSOLE_KEY`;
        throw unusable(file, why, cause);
      }
      const made = kept();
      if (!made) throw unusable(file, 'it is gone as soon as it is written');
      return made;
    },

    former() {
      if (!consoleKey || !secretStore) return null;
      try {
        const line = readLine(file);
        return line?.startsWith(IN_KEYCHAIN) ? keyOf(file, line, secretStore) : null;
      } catch {
        // Not needed any more, and not to be in the way of the one that is set.
        return null;
      }
    },
  };
}

function readLine(file: string): string | null {
  try {
    const text = readPrivateFile(file);
    if (text === null) return null;
    if (isReadableByOthers(file)) {
      throw unusable(file, 'it can be read by others than you; run chmod 600 on it');
    }
    return text.trim();
  } catch (cause) {
    throw cause instanceof RekeyError ? cause : unusable(file, `it cannot be read (${codeOf(cause)})`, cause);
  }
}

function keyOf(file: string, line: string, secretStore: SecretStore | null): Buffer {
  if (!line.startsWith(IN_KEYCHAIN)) return parsed(file, line);
  if (!secretStore) {
    const why =
      'the key in it opens in the desktop window only; set REKEY_CONSOLE_KEY to a new key for both, and start that window once';
    throw unusable(file, why);
  }
  let plain: string;
  try {
    plain = secretStore.decrypt(line.slice(IN_KEYCHAIN.length));
  } catch (cause) {
    throw unusable(file, 'the keychain does not open it for this person on this machine', cause);
  }
  return parsed(file, plain);
}

function parsed(file: string, text: string): Buffer {
  const key = parseKey(text);
  if (!key) throw unusable(file, 'it does not hold 32 bytes in Base64 or hexadecimal');
  return key;
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? 'the keychain refuses';
}

function unusable(file: string, why: string, cause?: unknown): RekeyError {
  return new RekeyError('CONFIGURATION', { why: `${file}: ${why}` }, { cause });
}
