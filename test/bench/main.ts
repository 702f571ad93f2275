/** `npm run bench`: how far Rekey is from the bare database, and whether it keeps its promises about time and memory. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { type Connection, createConnection, createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { commandLineHost } from '../../main/cli/desk.ts';
import { wholeNumber } from '../../main/cli/parse.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import { systemClock } from '../../main/services/clock.ts';
import type { Actor } from '../../main/services/session.ts';
import type { SettingsService } from '../../main/services/settings.ts';
import { startKeeper } from '../support/keeper.ts';
import { type MariaDb, startMariaDb } from '../support/mariadb.ts';
import { addColleague, makeFirstAdmin } from '../support/paired-staff.ts';
import { withoutThresholds } from '../support/waive-evidence.ts';
import { measureAudit } from './audit.ts';
import { measureBulk } from './bulk.ts';
import { measureDjango } from './django.ts';
import { measureEnrolment } from './enrolment.ts';
import { ENROLLED_PERCENT, type Filled, fill } from './fill.ts';
import { measureFirstLoad } from './first-load.ts';
import { measureIssuing } from './issue.ts';
import { isMet, type Measurement } from './measurement.ts';
import { measureMemory } from './memory.ts';
import { asJson, asTable, machine } from './report.ts';
import { measureSearch, whatIsTyped } from './search.ts';
import { measureSearchIndex } from './search-index.ts';
import { measureStart } from './start.ts';
import { measureUserPage } from './user-page.ts';

interface Options {
  platform: 'reference' | 'django';
  users: number;
  lookups: number;
  entries: number;
  json: boolean;
}

const RENDERER = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const SCHEMA = 'bench';
const AGENTS = 8;
/** By one agent; together they do twice as many. Hashing them takes most of the time. */
const ISSUES = 40;
/** Bytes on disk for each user, with everything that belongs to them, and for the server's own files. */
const ROOM = { perUser: 6_000, perEntry: 4_000, server: 2 ** 30 };

/** @returns 0 when every goal is met, else 1. */
export async function run(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  say(`Filling a private MariaDB with ${options.users} users ...`);
  const server = await startMariaDb({
    room: ROOM.server + options.users * ROOM.perUser + options.entries * ROOM.perEntry,
  });
  try {
    const root = await createConnection(server.url('mysql'));
    const version = await tune(root);
    await root.query(`CREATE DATABASE ${SCHEMA}`);
    if (options.platform === 'django') {
      await root.end();
      return print(options, version, await measureDjango(server.url(SCHEMA), options.users));
    }
    await root.changeUser({ database: SCHEMA });
    await makeTables(server);
    const filled = await fill(root, options.users, Date.now());
    await root.end();
    say(`Filled in ${filled.seconds.toFixed(0)} s.`);
    const measurements = await measure(server, options);
    measurements.push(...(await measureLog(server, options.entries)));
    measurements.push(...(await measureIndex(server, options.users)));
    return print(options, version, measurements, filled);
  } finally {
    await server.stop();
  }
}

function print(
  { json, users }: Options,
  version: string,
  measurements: Measurement[],
  filled?: Filled,
): number {
  const report = {
    ...{ machine: machine(version), measurements },
    filled: filled ?? { seconds: 0, rows: { users } },
  };
  process.stdout.write(json ? `${JSON.stringify(asJson(report))}\n` : asTable(report));
  return measurements.some((measurement) => isMet(measurement) === false) ? 1 : 0;
}

function readOptions(argv: readonly string[]): Options {
  return new Command('bench')
    .addOption(
      new Option('--platform <id>', 'whose tables').choices(['reference', 'django']).default('reference'),
    )
    .option(
      '--users <number>',
      'how many to fill the platform with',
      wholeNumber(1000, 50_000_000),
      1_000_000,
    )
    .option(
      '--lookups <number>',
      'through the browser host, before its memory is read',
      wholeNumber(1, 10_000_000),
      10_000,
    )
    .option(
      '--entries <number>',
      'in the audit log that is verified and added to',
      wholeNumber(1000, 50_000_000),
      500_000,
    )
    .option('--json', 'one JSON value on stdout', false)
    .parse(argv, { from: 'user' })
    .opts<Options>();
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Bytes of buffer pool: a production server holds its indexes in memory, and so does this one. @returns its version */
async function tune(root: Connection): Promise<string> {
  await root.query('SET GLOBAL innodb_buffer_pool_size = 2147483648');
  await root
    .query('SET GLOBAL innodb_log_file_size = 1073741824')
    .catch(() => say('(its redo log stays small)'));
  // As in production: what was committed is on the disk.
  await root.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
  const [[row]] = await root.query<RowDataPacket[]>('SELECT VERSION() AS version');
  return String(row?.version);
}

async function makeTables(server: MariaDb): Promise<void> {
  const database = openDatabase({ kind: 'mysql', url: server.url(SCHEMA) });
  await migrate(database, referenceKind, { platform: true });
  await database.close();
}

async function measure(server: MariaDb, { users, lookups }: Options): Promise<Measurement[]> {
  const url = server.url(SCHEMA);
  const platformKey = randomBytes(32).toString('hex');
  const consoleKey = randomBytes(32).toString('hex');
  const keeper = await startKeeper('bench');
  const configuration = readConfiguration({
    REKEY_DATA_DIR: keeper.folder,
    REKEY_DATABASE_URL: url,
    REKEY_PLATFORM_KEY: platformKey,
    REKEY_CONSOLE_KEY: consoleKey,
  });
  const { services, database, platform, close } = await openServices({
    configuration,
    host: commandLineHost,
    clock: systemClock,
  });
  const bare = createPool({ uri: url, connectionLimit: 10 });
  try {
    const admin = await makeFirstAdmin(services, 'bench-1');
    const agents = [admin];
    while (agents.length < AGENTS) {
      agents.push(await addColleague(services, admin, `bench-${agents.length + 1}`, 'support'));
    }
    const { actor } = admin;
    await liftLimits(services.settings, actor);
    const people = await sample(bare, Math.min(2000, users / 10));
    say('Searching ...');
    const search = await measureSearch({
      users: services.users,
      actor,
      bare,
      rounds: Math.min(3000, users / 10),
    });
    say('Opening user pages ...');
    const page = await measureUserPage({ users: services.users, actor, database, bare, ids: people });
    say('Issuing backup codes ...');
    const issuing = { actions: services.actions, platform };
    const enrolled = people.filter((id) => Number(id) % 100 < ENROLLED_PERCENT).slice(0, 3 * ISSUES);
    const alone = await measureIssuing({ ...issuing, agents: [admin], ids: enrolled.slice(0, ISSUES) });
    const together = await measureIssuing({
      ...issuing,
      agents,
      ids: enrolled.slice(64, 64 + 128),
    });
    say('Resetting authenticators in bulk ...');
    const hire = () => addColleague(services, admin, 'bench-lead', 'lead');
    const bulk = await measureBulk({ services, planner: admin, hire, bare, users });
    say('Counting who is enrolled ...');
    const enrolment = await measureEnrolment({
      ...{ database, platform, actor, bare, url },
      enrolment: services.enrolment,
      folder: keeper.folder,
    });
    say(`Looking ${lookups} users up through the browser host ...`);
    const queries = await whatIsTyped(bare, lookups);
    const credentials = { name: admin.name, password: admin.password, code: String(admin.backupCodes[0]) };
    const memory = await measureMemory({ url, platformKey, consoleKey, credentials, lookups, queries });
    say('Starting the browser host ...');
    return [
      ...search,
      ...page,
      alone,
      together,
      ...bulk,
      ...enrolment,
      ...memory,
      await measureStart(),
      await measureFirstLoad(RENDERER),
    ];
  } finally {
    await bare.end();
    await close();
    await keeper.release();
  }
}

/** In a schema of its own, which the rows above do not see. */
async function measureLog(server: MariaDb, entries: number): Promise<Measurement[]> {
  say(`Filling an audit log with ${entries} entries, verifying it and adding to it ...`);
  const root = await createConnection(server.url('mysql'));
  await root.query('CREATE DATABASE bench_audit');
  await root.end();
  return measureAudit(server.url('bench_audit'), entries);
}

/** In a schema of its own: the platform above has an index. */
async function measureIndex(server: MariaDb, users: number): Promise<Measurement[]> {
  say("Filling Rekey's own index of a platform that has none, and searching by it ...");
  const root = await createConnection(server.url('mysql'));
  await root.query('CREATE DATABASE bench_index');
  await root.end();
  return measureSearchIndex(server.url('bench_index'), users);
}

/** Nobody works as fast as a benchmark, and nobody calls. */
async function liftLimits(settings: SettingsService, admin: Actor): Promise<void> {
  const policy = await settings.policy();
  const { limits } = policy;
  const most = { perHour: 10_000, perDay: 10_000, privilegedPerDay: 10_000 };
  await settings.setPolicy(admin, {
    limits: { ...limits, perStaff: most, inAll: most },
    verification: withoutThresholds(policy).verification,
  });
}

/** Ids from the whole table, in a shuffled order that is the same in every run. */
async function sample(bare: Pool, count: number): Promise<UserId[]> {
  const [rows] = await bare.query<RowDataPacket[]>(
    'SELECT id FROM users WHERE id MOD (SELECT GREATEST(1, FLOOR(MAX(id) / ?)) FROM users) = 0 AND privileged = 0 ORDER BY MD5(id) LIMIT ?',
    [count * 2, count],
  );
  return rows.map((row) => String(row.id) as UserId);
}
