/** The enrolment audit: the page from kept counts, counting everybody, and a list of up to a million users to a file. */
import { createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createConnection, type Pool } from 'mysql2/promise';
import type { Database } from '../../db/database.ts';
import { countStatement } from '../../db/platforms/reference/enrolment.ts';
import { listStatement } from '../../db/platforms/reference/enrolment-list.ts';
import type { EnrolmentService } from '../../main/services/enrolment/service.ts';
import type { Actor } from '../../main/services/session.ts';
import type { Measurement } from './measurement.ts';
import { interleaved, percentile } from './statistics.ts';

interface Parts {
  enrolment: EnrolmentService;
  database: Database;
  actor: Actor;
  bare: Pool;
  url: string;
  folder: string;
}

const CONFIRMED = `SELECT DATE_FORMAT(DATE_ADD('1970-01-01 00:00:00', INTERVAL confirmed_at DIV 1000 SECOND), '%Y-%m') AS month,
  COUNT(*) FROM (SELECT user_id, MAX(confirmed_at) AS confirmed_at FROM totp_authenticators
    WHERE confirmed_at IS NOT NULL GROUP BY user_id) p GROUP BY month`;
/** The first of them only warms up. */
const COUNTS = 3;
const LOOKS = 200;
/** Users in the list that is exported. */
export const MOST = 1_000_000;

export async function measureEnrolment(parts: Parts): Promise<Measurement[]> {
  const newest = await parts.database.reader('users').max({ id: 'id' }).first();
  const last = Number(newest?.id ?? 0);
  return [
    ...(await measureCounting(parts, last)),
    await measurePage(parts),
    await measureExport(parts, last),
  ];
}

async function measureCounting(
  { enrolment, database, actor, bare }: Parts,
  last: number,
): Promise<Measurement[]> {
  const everybody = countStatement(database.reader, { from: 0, to: last }, Date.now());
  const byDepartment = `SELECT u.department, COUNT(*), COUNT(a.user_id) FROM users u
    LEFT JOIN (SELECT DISTINCT user_id FROM totp_authenticators WHERE confirmed_at IS NOT NULL) a ON a.user_id = u.id
    GROUP BY u.department`;
  const pair = await interleaved(COUNTS, () => ({
    ours: () => enrolment.countNow(actor),
    bare: async () => {
      await bare.query(everybody.sql, everybody.bindings);
      await bare.query(CONFIRMED);
    },
  }));
  const rekey = percentile(pair.ours, 0.5) / 1000;
  return [
    {
      what: 'counting everybody, against two statements for the same counts',
      unit: 's',
      rekey,
      bare: percentile(pair.bare, 0.5) / 1000,
      goal: { ratio: 1.2 },
    },
    {
      what: 'the same, against a bare count by department alone',
      unit: 's',
      rekey,
      bare: await seconds(() => bare.query(byDepartment)),
      goal: null,
    },
  ];
}

async function measurePage({ enrolment, actor }: Parts): Promise<Measurement> {
  const times: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    times.push((await seconds(() => enrolment.overview(actor))) * 1000);
  }
  return {
    what: 'page of enrolment from kept counts, p95',
    unit: 'ms',
    rekey: percentile(times, 0.95),
    bare: null,
    goal: { under: 50 },
  };
}

async function measureExport(parts: Parts, last: number): Promise<Measurement> {
  const to = Math.min(last, MOST);
  const statement = listStatement(
    parts.database.reader,
    {},
    { from: 0, to },
    { limit: to, now: Date.now(), staffSince: Date.now() },
  );
  const stream = await createConnection({ uri: parts.url });
  const file = join(parts.folder, 'bare.csv');
  const bareTime = await seconds(() => streamBare(stream, statement, file));
  await stream.end();
  const written = join(parts.folder, 'rekey.csv');
  let users = 0;
  const ours = await seconds(async () => {
    users = await exportTo(parts, written);
  });
  if ((await stat(written)).size === 0) throw new Error('the export is empty');
  return {
    what: `a list of ${users} users to a file, against a bare stream`,
    unit: '/s',
    rekey: users / ours,
    bare: to / bareTime,
    goal: { share: 0.7 },
  };
}

async function exportTo({ enrolment, actor }: Parts, path: string): Promise<number> {
  const file = await open(path, 'w');
  const { exportId } = await enrolment.startExport(actor, {}, 'csv');
  try {
    for (;;) {
      const piece = await enrolment.nextOfExport(actor, exportId);
      await file.write(piece.text);
      if (piece.done || piece.users >= MOST) return piece.users;
    }
  } finally {
    await file.close();
  }
}

type BareConnection = Awaited<ReturnType<typeof createConnection>>;

function streamBare(
  connection: BareConnection,
  { sql, bindings }: { sql: string; bindings: unknown[] },
  path: string,
): Promise<void> {
  const rows = (connection as unknown as { connection: BareStream }).connection.query(sql, bindings).stream();
  const lines = new Transform({
    writableObjectMode: true,
    transform(row: Record<string, unknown>, _encoding, done) {
      done(null, `${Object.values(row).join(',')}\r\n`);
    },
  });
  return pipeline(rows, lines, createWriteStream(path));
}

interface BareStream {
  query(sql: string, bindings: unknown[]): { stream(): NodeJS.ReadableStream };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
