/** `rekey doctor`: the running configuration, checked step by step. Its purpose is a console that does not start. */
import { existsSync } from 'node:fs';
import { type Check, type CheckName, failed, ok, skipped, warning } from '../../db/check.ts';
import { checkEmbedded } from '../../db/connection-test/embedded.ts';
import { testConnection } from '../../db/connection-test.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { parseMysqlUrl } from '../../db/mysql-address.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import type { PlatformKind } from '../../db/platforms/kind.ts';
import { translateError } from '../../db/translate-error.ts';
import type { SecretStore } from '../host.ts';
import type { Clock } from './clock.ts';
import {
  checkAuditLog,
  checkClock,
  checkConsoleKey,
  checkLimits,
  checkMigrations,
  checkPlatform,
  checkPlatformKey,
  checkSearch,
  checkStaff,
} from './doctor/contents.ts';
import { checkConfiguration, checkDataDirectory, checkRuntime } from './doctor/machine.ts';
import type { RunningConfiguration } from './running-configuration.ts';

const NO_CONFIGURATION = 'Not tried: the configuration says where to look.';

/** Steps that need a database which answers and has the tables. */
const CONTENTS: readonly [CheckName, typeof checkClock][] = [
  ['migrations', checkMigrations],
  ['platform', checkPlatform],
  ['search-index', checkSearch],
  ['platform-key', checkPlatformKey],
  ['limits', checkLimits],
  ['console-key', checkConsoleKey],
  ['audit-log', checkAuditLog],
  ['staff', checkStaff],
  ['clock', checkClock],
];

/** Never throws: what goes wrong is the check's outcome. Holds no password, key or secret. Changes nothing. */
export async function examine(
  configuration: RunningConfiguration,
  { clock, secretStore }: { clock: Clock; secretStore: SecretStore | null },
): Promise<Check[]> {
  const around = [checkRuntime(), checkConfiguration(configuration), await checkDataDirectory(configuration)];
  const connection = await checkConnection(configuration);
  return [
    ...around,
    ...connection,
    ...(await checkContents({ configuration, clock, secretStore, connection })),
  ];
}

/** What is left when not even the configuration could be read. */
export function examineWithout(configurationError: unknown): Check[] {
  const { message, next } = translateError(configurationError);
  return [
    checkRuntime(),
    failed('configuration', message, next),
    skipped('data-directory', NO_CONFIGURATION),
    skipped('database', NO_CONFIGURATION),
    ...CONTENTS.map(([name]) => skipped(name, NO_CONFIGURATION)),
    skipped('mail', NO_CONFIGURATION),
  ];
}

async function checkConnection(configuration: RunningConfiguration): Promise<Check[]> {
  const { database: target, platform } = configuration;
  if (target.kind === 'mysql') return testConnection(parseMysqlUrl(target.url), platform);
  if (!existsSync(target.path)) {
    return configuration.source === 'demo'
      ? [
          warning(
            'database',
            `The demo is still to be made: ${target.path}.`,
            'Start Rekey once; it makes it.',
          ),
        ]
      : [
          failed(
            'database',
            `There is no file ${target.path}.`,
            'Check the path behind sqlite: in REKEY_DATABASE_URL.',
          ),
        ];
  }
  return withDatabase(configuration, 'database', async (database) => [
    ok('database', `The database is the file ${target.path}.`),
    ...(await checkEmbedded(database, platform)),
  ]);
}

async function checkContents(known: {
  configuration: RunningConfiguration;
  clock: Clock;
  secretStore: SecretStore | null;
  connection: readonly Check[];
}): Promise<Check[]> {
  const { connection, clock, secretStore, configuration } = known;
  if (connection.some(({ outcome }) => outcome === 'failed'))
    return skip(configuration, 'Not tried, because of what failed before.');
  const schema = connection.find(({ name }) => name === 'schema');
  if (!schema) return skip(configuration, 'Not tried: there is no database yet.');
  return withDatabase(configuration, 'migrations', async (database) => {
    let opened: Promise<Platform> | undefined;
    const openPlatform = () => {
      opened ??= configuration.platform.open(database, configuration.keys);
      return opened;
    };
    const patient = { database, configuration, openPlatform, secretStore, clock };
    // A table that is still to be made is no failure of each step that would read it.
    if (schema.outcome === 'warning') {
      const [, ...rest] = skip(configuration, "Not tried: Rekey's own tables are still to be made.");
      const migrations = await checkMigrations(patient);
      return [migrations.outcome === 'ok' ? goneTables(schema) : migrations, ...rest];
    }
    const checks: Check[] = [];
    for (const [name, check] of stepsOf(configuration.platform))
      checks.push(await check(patient).catch((error) => broken(name, error)));
    return checks;
  });
}

/** `rekey migrate` would not make them: it has made them once, and keeps count. */
function goneTables(schema: Check): Check {
  return failed(
    'migrations',
    `Tables that Rekey made are gone. ${schema.message}`,
    'Restore them from a backup: what was in them, the audit log maybe, can not be made anew.',
  );
}

async function withDatabase(
  configuration: RunningConfiguration,
  name: CheckName,
  work: (database: Database) => Promise<Check[]>,
): Promise<Check[]> {
  let opened: Database | undefined;
  try {
    opened = openDatabase(configuration.database);
    return await work(opened);
  } catch (error) {
    return [broken(name, error)];
  } finally {
    await opened?.close().catch(() => undefined);
  }
}

function broken(name: CheckName, error: unknown): Check {
  const { code, message, next, facts } = translateError(error);
  const found: Partial<Record<typeof code, string>> = {
    DATABASE_UNREACHABLE: `The database can not be opened: ${facts.why}.`,
    DATABASE_SIGN_IN: `${facts.why}.`,
    DATABASE_FILE: `The file of the database is out of order: ${facts.why}.`,
    DATABASE_DAMAGED: `The database is damaged: ${facts.why}.`,
    INTERNAL: 'It could not be looked at, for a reason unknown to Rekey.',
  };
  // Doctor itself is the advice that most errors give.
  const advice = next.includes('rekey doctor') ? 'See what the other steps found.' : next;
  return failed(name, found[code] ?? message, advice);
}

function skip({ platform }: RunningConfiguration, why: string): Check[] {
  return stepsOf(platform).map(([name]) => skipped(name, why));
}

/** A platform that needs no key has none to try. */
function stepsOf({ keys }: PlatformKind): typeof CONTENTS {
  return CONTENTS.filter(([name]) => name !== 'platform-key' || keys.length > 0);
}
