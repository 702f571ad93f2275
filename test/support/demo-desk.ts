/** The whole console on a demo, with somebody of each role at a seat, and what they can be asked to work on. */
import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { AuditEntry } from '../../db/audit/entry.ts';
import { entriesAfter } from '../../db/audit/listing.ts';
import { readHead } from '../../db/audit/log.ts';
import { DEMO_STAFF } from '../../db/demo/staff.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { call } from '../../main/api/call.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import type { Host, Seat } from '../../main/host.ts';
import type { Role } from '../../main/services/permissions.ts';
import type { Actor } from '../../main/services/session.ts';
import { pack } from './bulk-room.ts';
import { waiveEvidenceOfDemo } from './waive-evidence.ts';

const HOST: Host = {
  kind: 'browser',
  secretStore: null,
  copyForAWhile: async () => {},
  savePdf: async () => true,
};

export type DemoDesk = Awaited<ReturnType<typeof openDemoDesk>>;

export async function openDemoDesk() {
  const environment = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'demo-')) };
  const configuration = readConfiguration(environment);
  const { services, database, close } = await openServices({ configuration, host: HOST });
  await waiveEvidenceOfDemo(environment.REKEY_DATA_DIR);
  const actors = {} as Record<Role, Actor>;
  for (const { name, role } of DEMO_STAFF) {
    await services.session.signInDemo(seatOf(role), name);
    actors[role] = await services.session.actor(seatOf(role));
  }
  const { reader } = database;
  const enrolled: { id: number; username: string; privileged: number }[] = await reader('users')
    .whereIn('id', reader('totp_authenticators').whereNotNull('confirmed_at').select('user_id'))
    .where({ status: 'active' })
    .whereNotIn(
      'email',
      DEMO_STAFF.map(({ email }) => email),
    )
    .orderBy('id')
    .select('id', 'username', 'privileged');
  const ordinary = enrolled.filter(({ privileged }) => !privileged);
  const privileged = String(enrolled.find((one) => one.privileged)?.id) as UserId;
  const by = (role: Role) => ({ actor: actors[role], seat: seatOf(role) });
  const order = (userId: UserId) => ({
    ...{ actionId: randomUUID(), userId, version: null },
    ...{ reason: 'lost-phone' as const, reasonText: null, ticket: null, requestId: null },
  });

  const desk = {
    ...{ environment, services, database, actors, privileged, order, close },
    /** Null: nobody is signed in at that seat. */
    ask: (role: Role | null, path: string, input: unknown) =>
      call({ seat: role === null ? ('nobody' as Seat) : seatOf(role), host: HOST, services }, path, input),
    lastEntry: async () => (await readHead(reader)).sequence,
    /** What was logged after it, with what waited to be. */
    async entriesAfter(sequence: number): Promise<AuditEntry[]> {
      for (const service of [services.users, services.requests])
        await (service as unknown as Closing).close();
      return entriesAfter(reader, sequence, 50);
    },
    /** Another one each time: enrolled, locked out, signed in somewhere, with no code left. */
    async user(): Promise<UserId> {
      const id = String(ordinary.shift()?.id) as UserId;
      await reader('users').where({ id }).update({ failed_attempts: 3 });
      await reader('backup_codes').where({ user_id: id }).delete();
      await reader('backup_codes').insert({
        user_id: id,
        kind: 'standard',
        hash: '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA',
        created_at: 1,
      });
      await reader('trusted_devices').insert({
        ...{ user_id: id, name: 'a phone', token_hash: randomUUID(), created_at: 1 },
        expires_at: Date.now() + 3_600_000,
      });
      return id;
    },
    async usernameOf(id: UserId): Promise<string> {
      return (await reader('users').where({ id }).first('username')).username;
    },
    async approval(role: Role): Promise<number> {
      return (await services.approvals.ask('reset-authenticator', by(role), order(privileged), {})).id;
    },
    /** What somebody of that role asked for in vain. */
    async rejected(role: Role): Promise<number> {
      const id = await desk.approval(role);
      const decision = { approve: false, note: null, code: null };
      await services.approvals.decide(by(role === 'lead' ? 'admin' : 'lead'), id, decision);
      return id;
    },
    /** A planned change of one user; `approver` approved it. */
    async plan(role: Role, approver?: Role): Promise<number> {
      const { id } = await services.bulk.plan(actors[role], {
        ...{ action: 'reset-authenticator', reason: 'lost-phone', reasonText: null, ticket: null },
        ...{ fileName: null, column: null, list: pack(await desk.user()) },
      });
      const decision = { approve: true, note: null, code: null };
      if (approver) await services.bulk.decide(by(approver), id, decision);
      return id;
    },
    /** Held by somebody of that role; null: by nobody. */
    async request(role: Role | null): Promise<{ id: number; version: number }> {
      const sender = { name: 'Ann Lee', email: 'ann@example.org', phone: null };
      return services.requests.create(actors[role ?? 'support'], {
        ...{ key: randomUUID(), channel: 'phone', category: 'other', ticket: null, sender, message: 'Help' },
        take: role !== null,
      });
    },
    async member(): Promise<string> {
      const name = `m${randomUUID().slice(0, 8)}`;
      await services.staff.add(actors.admin, { name, fullName: 'A Member', email: null, role: 'support' });
      return name;
    },
    message: () =>
      reader('contact_messages').insert({
        ...{ name: 'Ann Lee', email: 'ann@example.org', message: 'Help', created_at: Date.now() },
      }),
    /** A report whose users are all read: what comes next is its end. */
    async endOfReport(role: Role): Promise<{ reportId: string }> {
      const { enrolment } = services;
      const actor = desk.auditor(role);
      const { reportId } = await enrolment.startReport(actor, { department: 'Nowhere' });
      await enrolment.nextOfReport(actor, reportId);
      return { reportId };
    },
    /** Whoever of the two may export, for a fixture of one who may not. */
    auditor: (role: Role) => (role === 'admin' ? actors.admin : actors.auditor),
  };
  return desk;
}

interface Closing {
  close(): Promise<void>;
}

function seatOf(role: Role): Seat {
  return `window of ${role}` as Seat;
}
