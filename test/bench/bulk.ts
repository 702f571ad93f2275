/** Ten thousand users through one bulk change, against the same action done by one agent after the other, by hand as it were. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Pool, RowDataPacket } from 'mysql2/promise';
import type { UserId } from '../../db/platforms/contract.ts';
import type { Services } from '../../main/services/index.ts';
import type { PairedStaff } from '../support/paired-staff.ts';
import { ENROLLED_PERCENT } from './fill.ts';
import type { Measurement } from './measurement.ts';

const SINGLES = 500;

interface Person {
  id: UserId;
  username: string;
}

/** `hire` makes the second person, once the plan is there: their first code must be fresh when they approve. */
export async function measureBulk(parts: {
  services: Services;
  planner: PairedStaff;
  hire(): Promise<PairedStaff>;
  bare: Pool;
  users: number;
}): Promise<Measurement[]> {
  const { services, planner, hire, bare, users } = parts;
  const people = await enrolledPeople(bare, users, Math.min(10_000, Math.floor(users / 4)) + SINGLES);
  const singles = people.splice(0, SINGLES);
  const started = performance.now();
  const { id, ready } = await services.bulk.plan(planner.actor, {
    action: 'reset-authenticator',
    reason: 'compromised',
    reasonText: null,
    ticket: null,
    fileName: null,
    column: null,
    list: gzipSync(people.map(({ username }) => username).join('\n')).toString('base64'),
  });
  const planned = performance.now();
  if (ready !== people.length) throw new Error(`${ready} of ${people.length} lines are ready`);
  const other = await hire();
  await services.bulk.decide(other, id, { approve: true, note: null, code: null });
  const before = performance.now();
  await services.bulk.run(other, id);
  await services.bulk.ended(id);
  const seconds = (performance.now() - before) / 1000;
  const { state, outcomes } = await services.bulk.view(planner.actor, id);
  if (state !== 'done' || outcomes.done !== ready) throw new Error(`It is ${state}: ${outcomes.done} done`);
  const alone = await secondsForSingles(services, other, singles);
  return [
    {
      what: `dry run of a list of ${ready} users`,
      unit: 's',
      rekey: (planned - started) / 1000,
      bare: null,
      goal: null,
    },
    {
      what: `authenticators reset in bulk, ${ready} users (bare: one action after the other)`,
      unit: '/s',
      rekey: ready / seconds,
      bare: SINGLES / alone,
      goal: null,
    },
  ];
}

async function secondsForSingles(services: Services, by: PairedStaff, people: Person[]): Promise<number> {
  const started = performance.now();
  for (const { id } of people) {
    await services.actions.run(
      'reset-authenticator',
      by,
      {
        actionId: randomUUID(),
        userId: id,
        version: null,
        reason: 'compromised',
        reasonText: null,
        ticket: null,
        requestId: null,
      },
      {},
    );
  }
  return (performance.now() - started) / 1000;
}

/** From the whole table, in a shuffled order. */
async function enrolledPeople(bare: Pool, users: number, count: number): Promise<Person[]> {
  const step = Math.max(1, Math.floor((users * ENROLLED_PERCENT) / 100 / (count * 1.3)));
  const [rows] = await bare.query<RowDataPacket[]>(
    `SELECT id, username FROM users WHERE id MOD ? = 0 AND id MOD 100 < ? AND privileged = 0
      AND EXISTS (SELECT 1 FROM totp_authenticators a WHERE a.user_id = users.id) ORDER BY MD5(id) LIMIT ?`,
    [step, ENROLLED_PERCENT, count],
  );
  return rows.map((row) => ({ id: String(row.id) as UserId, username: row.username }));
}
