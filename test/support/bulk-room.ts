/** Bulk changes on a test database: two leads, a clock that stands, and a database that can be taken away. */

import { gzipSync } from 'node:zlib';
import type { BulkLine } from '../../db/bulk/lines.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { Platform, UserId } from '../../db/platforms/contract.ts';
import { insertStaff } from '../../db/staff.ts';
import type { Role } from '../../main/contract/permissions.ts';
import type { Policy } from '../../main/contract/policy.ts';
import type { Seat } from '../../main/host.ts';
import type { PerformDeps } from '../../main/services/actions/perform.ts';
import type { BulkPlan, BulkService } from '../../main/services/bulk/service.ts';
import { createBulkService } from '../../main/services/create-bulk.ts';
import { queueNotice } from '../../main/services/notifications/follow-up.ts';
import type { Actor } from '../../main/services/session.ts';
import { openDesk, POLICY } from './desk.ts';
import { addPerson, START } from './people.ts';

export const RIGHT_CODE = '123456';
const SECRET = new Uint8Array(20).fill(3);

export interface BulkRoom {
  database: Database;
  bulk: BulkService;
  time: { now: number };
  code: { stale: boolean };
  staff: Record<'lea' | 'leo' | 'sam' | 'aud', Actor>;
  by(actor: Actor): { actor: Actor; seat: Seat };
  /** Another console on the same database. */
  another(options?: { ahead?: number }): BulkService;
  plan(list: string, changes?: Partial<BulkPlan>): ReturnType<BulkService['plan']>;
  /** Planned by Lea, approved by Leo. @returns its number */
  approved(list: string, changes?: Partial<BulkPlan>): Promise<number>;
  /** To its end, whatever that is. */
  run(id: number, service?: BulkService): ReturnType<BulkService['view']>;
  lines(id: number): Promise<Pick<BulkLine, 'line' | 'verdict' | 'outcome' | 'outcomeWhy'>[]>;
  /** How often each user was reset, by the log. */
  resets(): Promise<Record<string, number>>;
}

export async function openBulkRoom(
  database: Database,
  {
    policy = POLICY,
    followUps = [],
    ...other
  }: { policy?: Policy; followUps?: PerformDeps['followUps']; platform?: Platform } = {},
): Promise<BulkRoom> {
  const { time, code, ...desk } = openDesk(database);
  const platform = other.platform ?? desk.platform;
  const session = {
    requireFreshCode() {
      if (code.stale) throw new RekeyError('FRESH_CODE_REQUIRED');
    },
    async confirmCode(_seat: Seat, given: string) {
      if (given !== RIGHT_CODE) throw new RekeyError('WRONG_CODE');
    },
  };
  const make = (ahead = 0) =>
    createBulkService({
      ...{ database, platform, session },
      policy: async () => policy,
      clock: () => time.now + ahead,
      followUps: [queueNotice(platform), ...followUps],
      wait: async () => {},
    });
  const bulk = make();
  const hire = (name: string, role: Role) => addStaff(database, name, role);
  const staff = {
    lea: await hire('lea', 'lead'),
    leo: await hire('leo', 'lead'),
    sam: await hire('sam', 'support'),
    aud: await hire('aud', 'auditor'),
  };
  const by = (actor: Actor) => ({ actor, seat: 'a window' as Seat });
  const plan: BulkRoom['plan'] = (list, changes = {}) =>
    bulk.plan(staff.lea, {
      action: 'reset-authenticator',
      reason: 'compromised',
      reasonText: null,
      ticket: 'INC-1',
      fileName: 'list.csv',
      list: pack(list),
      column: null,
      ...changes,
    });
  return {
    ...{ database, bulk, time, code, staff, by, plan },
    another: ({ ahead = 0 } = {}) => make(ahead),
    async approved(list, changes) {
      const { id } = await plan(list, changes);
      await bulk.decide(by(staff.leo), id, { approve: true, note: null, code: RIGHT_CODE });
      return id;
    },
    async run(id, service = bulk) {
      await service.run(by(staff.lea), id);
      await service.ended(id);
      return service.view(staff.lea, id);
    },
    async lines(id) {
      const { lines } = await bulk.lines(staff.lea, id, {}, { after: 0, limit: 500 });
      return lines.map(({ line, verdict, outcome, outcomeWhy }) => ({ line, verdict, outcome, outcomeWhy }));
    },
    async resets() {
      const rows: { user_id: string }[] = await database
        .reader('rekey_audit_entries')
        .where({ action: 'reset-authenticator', outcome: 'done' })
        .select('user_id');
      const counts: Record<string, number> = {};
      for (const { user_id } of rows) counts[user_id] = (counts[user_id] ?? 0) + 1;
      return counts;
    },
  };
}

export function pack(list: string | Buffer): string {
  return gzipSync(list).toString('base64');
}

/** `count` users with an authenticator and a session, named user1, user2, … */
export async function addUsers(database: Database, count: number): Promise<UserId[]> {
  const ids: UserId[] = [];
  for (let n = 1; n <= count; n += 1) {
    ids.push(await addPerson(database, { username: `user${n}`, secret: SECRET, sessions: 1 }));
  }
  return ids;
}

async function addStaff(database: Database, name: string, role: Role): Promise<Actor> {
  const email = `${name}@staff.example`;
  const { id, fullName } = await database.transaction((tx) =>
    insertStaff(tx, {
      ...{ name, fullName: `${name} of staff`, email, role },
      passwordHash: 'x',
      passwordTemporaryUntil: null,
      createdAt: START,
    }),
  );
  return { id: Number(id), name, fullName, email, role };
}
