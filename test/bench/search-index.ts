/** Rekey's own index on a platform that has none: searching by it, filling it, and what the platform feels of that. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection as CoreConnection } from 'mysql2';
import { type Connection, createConnection, createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { type Database, openDatabase } from '../../db/database.ts';
import type { SearchSource } from '../../db/platforms/search-source.ts';
import { indexStatements, searchIndexed } from '../../db/search-index/search.ts';
import { ask } from '../../db/search-index/terms.ts';
import { systemClock } from '../../main/services/clock.ts';
import { createSearchIndexService } from '../../main/services/search-index/service.ts';
import { restFor, type WalkDeps, walkOn } from '../../main/services/search-index/walk.ts';
import { openIndexlessPlatform } from '../support/indexless-platform.ts';
import type { Measurement } from './measurement.ts';
import { DOMAINS, FAMILY, GIVEN, oneOf } from './names.ts';
import { whatIsTyped } from './search.ts';
import { byPercentile, interleaved, percentile } from './statistics.ts';

const LIMIT = 50;
/** Of updates with the walk beside them, and as many without. */
const SPELLS = 8;
/** ms of each. */
const SPELL = 1_500;

export interface Filling {
  database: Database;
  source: SearchSource;
  bare: Pool;
  users: number;
  /** The columns of all users. */
  read: string;
  /** Of the user whose id it is given: what the platform itself would write. */
  update: string;
}

/** `url`: of an empty database. */
export async function measureSearchIndex(url: string, users: number): Promise<Measurement[]> {
  const database = openDatabase({ kind: 'mysql', url });
  const bare = createPool({ uri: url, connectionLimit: 4 });
  try {
    const platform = await openIndexlessPlatform(database);
    const connection = await createConnection(url);
    await fillMembers(connection, users);
    await connection.end();
    const parts = {
      ...{ ...platform, database, bare, users },
      read: 'SELECT id, username, email, first, last, phone FROM members ORDER BY id DESC',
      // Another value each time: a row that is as it was is not written.
      update: 'UPDATE members SET last = REVERSE(last) WHERE id = ?',
    };
    const felt = await measureUpdates(parts);
    return [...(await measureFilling(parts)), ...(await measureSearching(parts)), ...felt];
  } finally {
    await bare.end();
    await database.close();
  }
}

async function fillMembers(connection: Connection, users: number): Promise<void> {
  await connection.query(
    `INSERT INTO members (id, username, email, first, last, phone)
     SELECT seq, LOWER(CONCAT(g, '.', f, seq)), LOWER(CONCAT(g, '.', f, seq, '@', d)), g, f, CONCAT('+4930', 1000000 + seq)
     FROM (SELECT seq, ${oneOf(GIVEN, 'g', 1)} AS g, ${oneOf(FAMILY, 'f', 2)} AS f, ${oneOf(DOMAINS, 'd', 2)} AS d
       FROM seq_1_to_${users}) people`,
  );
  await connection.query(
    "CREATE VIEW users AS SELECT id, username, email, CONCAT(first, ' ', last) AS full_name FROM members",
  );
  await connection.query('ANALYZE TABLE members');
}

/** From nothing, without the rests that leave the platform its time; then once more, when there is nothing to write. */
export async function measureFilling({
  database,
  source,
  bare,
  users,
  read: sql,
}: Filling): Promise<Measurement[]> {
  await forget(bare);
  const service = createSearchIndexService({
    ...{ database, clock: systemClock },
    platform: { searchIndex: source },
  });
  const read = () => streamed(bare, sql);
  await read();
  const bareTime = await seconds(read);
  const filling = await seconds(() => service.walkNow());
  const comparing = await seconds(() => service.walkNow());
  await service.close();
  const [[row]] = await bare.query<RowDataPacket[]>(
    'SELECT COUNT(*) AS users FROM rekey_search_users WHERE part = 0',
  );
  if (Number(row?.users) !== users) throw new Error(`The index has ${row?.users} of ${users} users`);
  return [
    {
      what: `filling Rekey's index of ${users} users, against a bare read of the columns`,
      unit: 's',
      rekey: filling,
      bare: bareTime,
      goal: { ratio: 3 },
    },
    { what: 'the next walk, with nothing to write', unit: 's', rekey: comparing, bare: bareTime, goal: null },
  ];
}

/** Against the same ranges, and the users behind them, on the bare driver. */
async function measureSearching({ database, source, bare, users }: Filling): Promise<Measurement[]> {
  await bare.query('ANALYZE TABLE rekey_search_users');
  const rounds = Math.min(3_000, users / 10);
  const typed = await whatIsTyped(bare, rounds);
  const pair = await interleaved(rounds, (round) => {
    const query = typed[round % typed.length] as string;
    const statements = indexStatements(ask(query).sought, { limit: LIMIT + 1 });
    return {
      ours: () => searchIndexed(database.reader, source, query, { limit: LIMIT }),
      bare: async () => {
        const ids: string[] = [];
        for (const { sql, bindings } of statements) {
          const [rows] = await bare.query<RowDataPacket[]>(sql, bindings);
          ids.push(...rows.map(({ user_id }) => String(user_id)));
          if (ids.length > LIMIT) break;
        }
        const columns = 'id, username, email, first, last, phone';
        if (ids.length > 0) await bare.query(`SELECT ${columns} FROM members WHERE id IN (?)`, [ids]);
      },
    };
  });
  return byPercentile("search as you type by Rekey's index", pair, 1.5);
}

/** The platform's own UPDATE of a user, with the walk filling the index beside it as it does in a console, and without. */
export async function measureUpdates({
  database,
  source,
  bare,
  users,
  update,
}: Filling): Promise<Measurement[]> {
  const times = { with: [] as number[], without: [] as number[] };
  let user = 0;
  const updates = async (into: number[]) => {
    for (const end = performance.now() + SPELL; performance.now() < end; ) {
      user = (user + 7_919) % users;
      const begun = performance.now();
      await bare.query(update, [user + 1]);
      into.push(performance.now() - begun);
    }
  };
  for (let spell = 0; spell < SPELLS; spell += 1) {
    const abort = new AbortController();
    const walk: WalkDeps = {
      ...{ database, source, clock: systemClock },
      rest: (took) => restFor(took, abort.signal),
    };
    await forget(bare);
    const walking = walkOn(walk, abort.signal);
    await pause(200);
    await updates(times.with);
    abort.abort();
    await walking;
    await updates(times.without);
  }
  return [0.5, 0.95].map((share) => ({
    what: `the platform's own UPDATE of a user while the index is filled, p${share * 100}`,
    unit: 'ms',
    rekey: percentile(times.with, share),
    bare: percentile(times.without, share),
    goal: share === 0.5 ? { ratio: 1.2 } : null,
  }));
}

async function forget(bare: Pool): Promise<void> {
  await bare.query('TRUNCATE TABLE rekey_search_users');
  await bare.query(
    "UPDATE rekey_search_state SET started_at = NULL, phase = 'users', reached = NULL, done_users = 0, walked_from = NULL",
  );
}

/** Row by row, as whoever has not the memory for all of them would. */
export async function streamed(bare: Pool, sql: string): Promise<void> {
  const connection = await bare.getConnection();
  try {
    const rows = (connection as unknown as { connection: CoreConnection }).connection.query(sql).stream();
    for await (const _ of rows);
  } finally {
    connection.release();
  }
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}
