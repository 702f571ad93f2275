/** The settings by name, where they may stand, and what is refused: a setting that is misspelt must not count as none. */
import { readFileSync, statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { RekeyError } from '../../db/errors.ts';
import { kinds } from '../../db/platforms/registry.ts';
import { nearest } from '../../db/text/nearest.ts';
import { encodingOf } from '../services/delimited/text.ts';
import { replaceWithWayBack } from '../services/private-file.ts';

/** In the data directory. */
export const SETTINGS_FILE = 'rekey.env';

/** In the environment and in the file; README.md says what each means. */
const SETTINGS = [
  'REKEY_DATABASE_URL',
  ...kinds().flatMap(({ keys }) => keys.map(({ setting }) => setting)),
  'REKEY_CONSOLE_KEY',
  'REKEY_PLATFORM',
  'REKEY_DATA_DIR',
  'REKEY_SMTP_URL',
  'REKEY_AUDIT_KEY_FILE',
  'REKEY_MAINTENANCE_DATABASE_URL',
];
/** In the environment alone: of a host, or of whoever signs in on the command line. */
const ENVIRONMENT = [
  ...SETTINGS,
  'REKEY_PROFILE',
  'REKEY_HOST',
  'REKEY_BROWSER',
  'REKEY_PASSWORD',
  'REKEY_TOTP',
];
/** Of Rekey's own tests. */
const OF_TESTS = /^REKEY_TEST_/;
/** A name of somebody else's is not so long, and does not begin nearly as ours do. */
const LIKE_OURS = /^_?([a-z]+?)[_.-]?(?:DATABASE|PLATFORM|CONSOLE|DATA|SMTP|AUDIT|MAINTENANCE|PROFILE)/i;

/** A value without quotes, or in a pair of them; those of a word processor are none. */
const QUOTED =
  /^(["'`])(?:(?!\1).)*\1\s*(?:#.*)?$|^(?!["'`\u00b4\u201c\u201d\u2018\u2019\u201e\u00ab\u2032\u2033])/;
const BREAK = /\r\n|\n|\r/;
/** The file's format takes a # anywhere for a comment, a shell only behind a space. */
const CUT_OFF = /^[^"'`\s][^#]*[^#\s]#/;

/** @throws RekeyError CONFIGURATION for a name that is nearly one of Rekey's, or begins as they do */
export function refuseMisspeltNames(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    if (ENVIRONMENT.includes(name) || OF_TESTS.test(name) || value === undefined) continue;
    const meant = nearest(name, ENVIRONMENT);
    const beginning = LIKE_OURS.exec(name)?.[1];
    const near = meant !== null && beginning !== undefined && nearest(beginning, ['REKEY']) !== null;
    if (/^rekey[_.-]/i.test(name) || near)
      throw unusable(`${name} in the environment is no setting of Rekey`, meant);
  }
}

/**
 * `NAME=value`, one a line, with or without `export`, quotes and comments; UTF-8, or UTF-16 by its byte order mark. Nothing
 * where there is no such file. Every line is understood or refused.
 * @throws RekeyError CONFIGURATION, naming file and line, and never a value
 */
export function readSettingsFile(file: string): NodeJS.Dict<string> {
  const values: NodeJS.Dict<string> = {};
  const lines = (readText(file) ?? '').split(BREAK);
  for (const [index, written] of lines.entries()) {
    const line = written.trim();
    if (/^(#|$)/.test(line)) continue;
    const where = `line ${index + 1} of ${file}`;
    const name = nameIn(line);
    if (name === undefined) throw unusable(`${where} is not of the form NAME=value`);
    if (!SETTINGS.includes(name))
      throw unusable(`${name} in ${where} is no setting that can stand there`, nearest(name, SETTINGS));
    if (values[name] !== undefined)
      throw unusable(`${name} is in ${file} twice, the second time in line ${index + 1}`);
    const set = line.slice(line.indexOf('=') + 1).trim();
    if (CUT_OFF.test(set))
      throw unusable(
        `what is behind # in ${where} would be left out; put quotes around the value of ${name}`,
      );
    if (!QUOTED.test(set))
      throw unusable(`the quotes in ${where} are not closed, or of a kind that is not understood`);
    const value = (parseEnv(line)[name] ?? '').trim();
    if (value === '') throw unusable(`${name} in ${where} has no value; take the line away, or set it`);
    values[name] = value;
  }
  return values;
}

/** Sets these in it; every other line stays as it is. @returns how it is taken back. @throws as readSettingsFile */
export function writeSettingsFile(file: string, values: Readonly<Record<string, string>>): () => void {
  // What is not understood in it is told now, and not at the next start.
  readSettingsFile(file);
  const lines = (readText(file) ?? '').trimEnd().split(BREAK);
  const kept = lines.filter((line) => values[nameIn(line.trim()) ?? ''] === undefined);
  const set = Object.entries(values).map(([name, value]) => `${name}="${value}"`);
  return replaceWithWayBack(
    file,
    `${[...kept.filter((line, at) => line !== '' || at > 0), ...set].join('\n')}\n`,
  );
}

function nameIn(line: string): string | undefined {
  return /^(?:export\s+)?([\w.-]+)\s*=/.exec(line)?.[1];
}

function readText(file: string): string | null {
  let bytes: Buffer;
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (!found.isFile()) throw unusable(`${file} is no file`);
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
      throw unusable(`${file} can be read by others than you; run chmod 600 on it`);
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof RekeyError) throw error;
    // That the data directory is no folder is a fault of its own, told where it is used.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return null;
    throw unusable(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Told below.
  }
  throw unusable(`${file} is not text in UTF-8; save it as UTF-8`);
}

function unusable(why: string, meant: string | null = null): RekeyError {
  return new RekeyError('CONFIGURATION', { why: meant === null ? why : `${why}; ${meant} may be meant` });
}
