/** Where the console finds its database and keys: the environment, a file beside the data, or nothing, which is the demo. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import envPaths from 'env-paths';
import type { DatabaseTarget } from '../db/database.ts';
import { RekeyError } from '../db/errors.ts';
import { formatMysqlUrl, parseMysqlUrl } from '../db/mysql-address.ts';
import type { Keys, PlatformKind } from '../db/platforms/kind.ts';
import { kindOf, kinds, otherEnd, referenceKind } from '../db/platforms/registry.ts';
import { parseKey } from '../db/secret-box.ts';
import { readSettingsFile, refuseMisspeltNames, SETTINGS_FILE } from './core/configuration-names.ts';
import { profileFolder, profileNamed, profilesIn } from './core/profiles.ts';
import type { SecretStore } from './host.ts';
import { parseMailUrl } from './services/notifications/mail-server.ts';
import type { RunningConfiguration } from './services/running-configuration.ts';
import { loadSavedConnection } from './services/saved-connection.ts';

export interface Configuration extends RunningConfiguration {
  /** What REKEY_AUDIT_KEY_FILE says: where the key that signs the audit log is; null: in the data directory. */
  auditKeyFile: string | null;
  /** What REKEY_MAINTENANCE_DATABASE_URL says: the account that removes archived entries; null when it is not set. */
  maintenanceDatabase: DatabaseTarget | null;
}

/**
 * REKEY_DATABASE_URL (see db/mysql-address.ts, or `sqlite:PATH`), REKEY_PLATFORM (one of `platforms`) and the keys that it
 * needs, REKEY_CONSOLE_KEY (32 bytes in Base64 or hexadecimal), REKEY_SMTP_URL (see mail-server.ts), REKEY_AUDIT_KEY_FILE (see
 * audit/signing-key.ts), REKEY_DATA_DIR, REKEY_PROFILE (see core/profiles.ts). The same names may stand in `rekey.env` in the data directory; the environment wins over
 * it, and both over a connection saved in Settings.
 * @throws RekeyError CONFIGURATION; its text never holds a password or a key
 */
export function readConfiguration(
  environment: NodeJS.ProcessEnv,
  {
    secretStore = null,
    platforms = kinds(),
    newProfile = false,
  }: {
    secretStore?: SecretStore | null;
    platforms?: readonly PlatformKind[];
    /** Whether a profile may be named that is not there yet. */
    newProfile?: boolean;
  } = {},
): Configuration {
  const rootDirectory = rootDirectoryOf(environment);
  const profile = environment.REKEY_PROFILE ? profileNamed(environment.REKEY_PROFILE) : null;
  if (profile !== null) refuseProfile(profile, environment, { newProfile, rootDirectory });
  const dataDirectory = profileFolder(rootDirectory, profile);
  const file = path.join(dataDirectory, SETTINGS_FILE);
  refuseMisspeltNames(environment);
  const values: NodeJS.Dict<string> = { ...readSettingsFile(file), ...withoutBlanks(environment) };
  const saved = values.REKEY_DATABASE_URL ? null : loadSavedConnection(dataDirectory, secretStore);
  const platform = platformOf({ REKEY_PLATFORM: saved?.platform, ...values }, platforms);
  const common = {
    ...{ dataDirectory, rootDirectory, profile, pinned: Boolean(environment.REKEY_DATABASE_URL) },
    platform,
    unsetKeys: platform.keys.map(({ setting }) => setting).filter((setting) => !values[setting]),
    consoleKey: consoleKeyOf(values, platform),
    file: existsSync(file) ? file : null,
    smtp: values.REKEY_SMTP_URL ? parseMailUrl(values.REKEY_SMTP_URL) : null,
    maintenanceDatabase: values.REKEY_MAINTENANCE_DATABASE_URL
      ? targetOf(values.REKEY_MAINTENANCE_DATABASE_URL, 'REKEY_MAINTENANCE_DATABASE_URL')
      : null,
    auditKeyFile: values.REKEY_AUDIT_KEY_FILE ? path.resolve(values.REKEY_AUDIT_KEY_FILE) : null,
  };

  if (values.REKEY_DATABASE_URL) {
    const database = targetOf(values.REKEY_DATABASE_URL, 'REKEY_DATABASE_URL');
    return { ...common, source: 'environment', database, keys: keysOf(platform, values) };
  }
  if (saved) {
    const database: DatabaseTarget = { kind: 'mysql', url: formatMysqlUrl(saved) };
    return { ...common, source: 'saved', database, keys: keysOf(platform, { ...saved.keys, ...values }) };
  }
  refuseHalf(values, platform);
  return {
    ...common,
    source: 'demo',
    database: { kind: 'sqlite', path: path.join(dataDirectory, 'demo.sqlite') },
    keys: { [otherEnd.KEY_SETTING]: otherEnd.DEMO_KEY },
  };
}

/** Whoever set one of these means a platform of their own, and must not be shown a demo in its place. */
function refuseHalf(values: NodeJS.Dict<string>, platform: PlatformKind): void {
  const set = [
    'REKEY_MAINTENANCE_DATABASE_URL',
    ...platform.keys.map(({ setting }) => setting),
    'REKEY_CONSOLE_KEY',
    ...(platform === referenceKind ? [] : ['REKEY_PLATFORM']),
  ].find((name) => values[name]);
  if (set === undefined) return;
  throw new RekeyError('CONFIGURATION', {
    why: `${set} is set, but no database: set REKEY_DATABASE_URL as well, or unset ${set} for the demo`,
  });
}

function refuseProfile(
  profile: string,
  environment: NodeJS.ProcessEnv,
  { newProfile, rootDirectory }: { newProfile: boolean; rootDirectory: string },
): void {
  // Else whoever names one would be on another platform than they think.
  if (environment.REKEY_DATABASE_URL) {
    throw new RekeyError('CONFIGURATION', {
      why: `the profile ${profile} is asked for, and REKEY_DATABASE_URL in the environment, which would win over it; leave one of them out`,
    });
  }
  const there = profilesIn(rootDirectory);
  if (newProfile || there.includes(profile)) return;
  const others = there.length === 0 ? 'there is none yet' : `there are: ${there.join(', ')}`;
  throw new RekeyError('CONFIGURATION', {
    why: `there is no profile ${profile} (${others}); \`rekey --profile ${profile} connect\` makes it`,
  });
}

/** Known without reading anything, for a host that must choose its own places before it can start. */
export function rootDirectoryOf(environment: NodeJS.ProcessEnv): string {
  return path.resolve(environment.REKEY_DATA_DIR || envPaths('Rekey', { suffix: '' }).data);
}

/** That of the profile that is asked for. @throws RekeyError CONFIGURATION for what cannot be the name of one */
export function dataDirectoryOf(environment: NodeJS.ProcessEnv): string {
  return profileFolder(rootDirectoryOf(environment), environment.REKEY_PROFILE || null);
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

function keysOf({ keys }: PlatformKind, values: NodeJS.Dict<string>): Keys {
  return Object.fromEntries(
    keys.map(({ setting, without, form, parse }) => {
      const text = values[setting];
      if (!text)
        throw new RekeyError('CONFIGURATION', { why: `${setting} is not set, and without it ${without}` });
      const key = parse(text);
      if (!key) throw new RekeyError('CONFIGURATION', { why: `${setting} must be ${form}` });
      return [setting, key];
    }),
  );
}

function consoleKeyOf(values: NodeJS.Dict<string>, { keys }: PlatformKind): Buffer | null {
  const { REKEY_CONSOLE_KEY: text } = values;
  if (!text) return null;
  const key = parseKey(text);
  if (!key)
    throw new RekeyError('CONFIGURATION', {
      why: 'REKEY_CONSOLE_KEY must be 32 bytes in Base64 or hexadecimal',
    });
  if (keys.some(({ setting, parse }) => parse(values[setting] ?? '')?.equals(key))) {
    throw new RekeyError('CONFIGURATION', {
      why: "REKEY_CONSOLE_KEY is the platform's key, and it must be one of Rekey's own",
    });
  }
  return key;
}

/** Of the platform that the demo and the sandbox are. @throws RekeyError DEMO_ONLY where another one is chosen */
export function demoKeyOf({ platform, keys }: Configuration): Buffer {
  if (platform.id !== referenceKind.id) throw new RekeyError('DEMO_ONLY');
  return otherEnd.keyOf(keys);
}

/** The one that REKEY_PLATFORM names; the reference platform where it names none. @throws RekeyError CONFIGURATION */
export function platformOf(
  values: NodeJS.Dict<string>,
  platforms: readonly PlatformKind[] = kinds(),
): PlatformKind {
  const id = values.REKEY_PLATFORM || referenceKind.id;
  const kind = kindOf(id, platforms);
  if (kind) return kind;
  const known = platforms.map((one) => one.id).join(', ');
  throw new RekeyError('CONFIGURATION', {
    why: `REKEY_PLATFORM names ${JSON.stringify(id.slice(0, 60))}, and the platforms that Rekey knows are: ${known}`,
  });
}

function withoutBlanks(environment: NodeJS.ProcessEnv): NodeJS.Dict<string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
}
