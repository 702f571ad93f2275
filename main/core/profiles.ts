/**
 * Several platforms on one machine. A profile has a folder of its own, `profiles/<name>` in the data directory, with all that the data
 * directory has: connection, keys, demo. The one without a name is the data directory itself.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { RekeyError } from '../../db/errors.ts';

/** What a folder can be called on every system; Windows keeps some names for devices. */
const NAME = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const FOLDER = 'profiles';

/** @throws RekeyError CONFIGURATION for what cannot be the name of a profile */
export function profileNamed(name: string): string {
  if (NAME.test(name)) return name;
  throw new RekeyError('CONFIGURATION', {
    why: 'the name of a profile is 1 to 32 lower-case letters, digits and hyphens, such as production or shop-2',
  });
}

/** `name`: null for the one without a name. @throws as profileNamed */
export function profileFolder(root: string, name: string | null): string {
  return name === null ? root : path.join(root, FOLDER, profileNamed(name));
}

/** By name, in order; without the one that has none. */
export function profilesIn(root: string): string[] {
  const folder = path.join(root, FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && NAME.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

/** `--profile NAME` or `--profile=NAME` among arguments that others read as well; undefined where it is not there. */
export function profileAmong(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '--profile' || word.startsWith('--profile='));
  const word = argv[at];
  if (word === undefined) return undefined;
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : (argv[at + 1] ?? '');
}
