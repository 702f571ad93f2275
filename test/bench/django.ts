/** The main job on the tables of a Django platform that Django's own migrations made; the users are made by the database itself. */
import { randomBytes } from 'node:crypto';
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { djangoKind } from '../../db/platforms/django/kind.ts';
import { indexStatements } from '../../db/search-index/search.ts';
import { ask } from '../../db/search-index/terms.ts';
import { commandLineHost } from '../../main/cli/desk.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import { systemClock } from '../../main/services/clock.ts';
import { installDjango, migrateDjango } from '../support/django.ts';
import { startKeeper } from '../support/keeper.ts';
import { makeFirstAdmin } from '../support/paired-staff.ts';
import type { Measurement } from './measurement.ts';
import { DOMAINS, FAMILY, GIVEN, oneOf } from './names.ts';
import { whatIsTyped } from './search.ts';
import { measureFilling, measureUpdates, seconds, streamed } from './search-index.ts';
import { byPercentile, interleaved, percentile } from './statistics.ts';
import { measureUserPage } from './user-page.ts';

const LIMIT = 50;
const SESSIONS = 1_000_000;
/** Looks for one user's sessions, of which the median counts. */
const LOOKS = 3;
const COLUMNS = 'id, username, email, first_name, last_name';

/** `url`: of an empty database. */
export async function measureDjango(url: string, users: number): Promise<Measurement[]> {
  await installDjango();
  await migrateDjango({ kind: 'mysql', url }, 'settings_plain');
  const own = openDatabase({ kind: 'mysql', url });
  await migrate(own, djangoKind, { platform: false });
  await own.close();
  const bare = createPool({ uri: url, connectionLimit: 4 });
  await fillDjango(bare, users);
  const keeper = await startKeeper('bench-django');
  const { services, database, platform, close } = await openServices({
    configuration: readConfiguration({
      ...{ REKEY_DATA_DIR: keeper.folder, REKEY_DATABASE_URL: url, REKEY_PLATFORM: 'django' },
      REKEY_CONSOLE_KEY: randomBytes(32).toString('hex'),
    }),
    ...{ host: commandLineHost, clock: systemClock },
  });
  try {
    const source = platform.searchIndex;
    if (!source) throw new Error('the platform has no index to fill');
    const parts = {
      ...{ database, source, bare, users },
      read: `SELECT ${COLUMNS} FROM auth_user ORDER BY id DESC`,
      update: 'UPDATE auth_user SET last_name = REVERSE(last_name) WHERE id = ?',
    };
    const felt = await measureUpdates(parts);
    const filled = await measureFilling(parts);
    const { actor } = await makeFirstAdmin(services, 'bench-1');
    const search = await measureSearching(bare, users, (query) =>
      services.users.search(actor, query, { limit: LIMIT }),
    );
    const [rows] = await bare.query<RowDataPacket[]>('SELECT id FROM auth_user ORDER BY MD5(id) LIMIT 500');
    const ids = rows.map(({ id }) => String(id) as UserId);
    const page = await measureUserPage({ users: services.users, actor, database, bare, ids });
    const find = () => platform.sessions?.find?.(database.reader, [ids[0] as UserId], systemClock());
    return [...filled, ...felt, ...search, ...page, await measureSessions(bare, find)];
  } finally {
    await bare.end();
    await close();
    await keeper.release();
  }
}

async function fillDjango(bare: Pool, users: number): Promise<void> {
  await bare.query(
    `INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
     SELECT seq, '!', 0, LOWER(CONCAT(g, '.', f, seq)), g, f, LOWER(CONCAT(g, '.', f, seq, '@', d)), 0, 1, NOW(6)
     FROM (SELECT seq, ${oneOf(GIVEN, 'g', 1)} AS g, ${oneOf(FAMILY, 'f', 2)} AS f, ${oneOf(DOMAINS, 'd', 2)} AS d
       FROM seq_1_to_${users}) people`,
  );
  await bare.query(
    `INSERT INTO otp_totp_totpdevice (user_id, name, confirmed, \`key\`, step, t0, digits, tolerance, drift, last_t, throttling_failure_count)
     SELECT id, 'default', 1, SHA1(id), 30, 0, 6, 1, 0, -1, 0 FROM auth_user WHERE id % 10 < 7`,
  );
  // As Django signs them: the payload, the time, the signature.
  await bare.query(
    `INSERT INTO django_session (session_key, session_data, expire_date)
     SELECT LEFT(SHA1(seq), 32), CONCAT(REPLACE(TO_BASE64(CONCAT('{"_auth_user_id":"', 1 + seq % ?, '","_auth_user_hash":"', SHA2(seq, 256), '"}')), '\\n', ''), ':1xYE5V:', SHA1(seq)), '2099-01-01'
     FROM seq_1_to_${SESSIONS}`,
    [users],
  );
  await bare.query(
    "CREATE VIEW users AS SELECT id, username, email, CONCAT(first_name, ' ', last_name) AS full_name FROM auth_user",
  );
  await bare.query('ANALYZE TABLE auth_user, otp_totp_totpdevice, django_session');
}

/** As it is typed, through everything that the window's search goes through, against the ranges and the rows behind them. */
async function measureSearching(
  bare: Pool,
  users: number,
  search: (query: string) => Promise<unknown>,
): Promise<Measurement[]> {
  await bare.query('ANALYZE TABLE rekey_search_users');
  const rounds = Math.min(3_000, users / 10);
  const typed = await whatIsTyped(bare, rounds);
  const pair = await interleaved(rounds, (round) => {
    const query = typed[round % typed.length] as string;
    const statements = indexStatements(ask(query).sought, { limit: LIMIT + 1 });
    return {
      ours: () => search(query),
      bare: async () => {
        const [named] = await bare.query<RowDataPacket[]>(
          'SELECT id, username FROM auth_user WHERE username LIKE ? ORDER BY username LIMIT ?',
          [`${query}%`, LIMIT + 1],
        );
        const ids = named.map(({ id }) => String(id));
        for (const { sql, bindings } of statements) {
          if (ids.length > LIMIT) break;
          const [rows] = await bare.query<RowDataPacket[]>(sql, bindings);
          ids.push(...rows.map(({ user_id }) => String(user_id)));
        }
        if (ids.length === 0) return;
        await bare.query(`SELECT ${COLUMNS} FROM auth_user WHERE id IN (?)`, [ids]);
        await bare.query('SELECT user_id, name, confirmed FROM otp_totp_totpdevice WHERE user_id IN (?)', [
          ids,
        ]);
      },
    };
  });
  return byPercentile('search as you type', pair, 1.5);
}

async function measureSessions(bare: Pool, find: () => Promise<unknown> | undefined): Promise<Measurement> {
  const read = () => streamed(bare, 'SELECT session_key, session_data FROM django_session');
  const times = { ours: [] as number[], bare: [] as number[] };
  await read();
  for (let look = 0; look < LOOKS; look += 1) {
    times.bare.push(await seconds(read));
    times.ours.push(await seconds(async () => find()));
  }
  return {
    what: `sessions of one user among ${SESSIONS}, against a bare read of the table`,
    unit: 's',
    rekey: percentile(times.ours, 0.5),
    bare: percentile(times.bare, 0.5),
    goal: { ratio: 1.2 },
  };
}
