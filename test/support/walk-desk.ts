/** The whole console with somebody of each role at a seat, and what they can be asked to work on: what walks over all of it begins with. */

import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../../db/audit/entry.ts';
import { entriesAfter } from '../../db/audit/listing.ts';
import { readHead } from '../../db/audit/log.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { EnrolmentFilter } from '../../db/platforms/enrolment.ts';
import { call } from '../../main/api/call.ts';
import type { openServices } from '../../main/console.ts';
import type { Role } from '../../main/contract/permissions.ts';
import type { Host, Seat } from '../../main/host.ts';
import type { Actor } from '../../main/services/session.ts';
import { pack } from './bulk-room.ts';

export const HOST: Host = {
  kind: 'browser',
  secretStore: null,
  copyForAWhile: async () => {},
  savePdf: async () => true,
};

/** Who is on the platform. */
interface People {
  /** By which some users are listed, so few that each may be sent something; and by which nobody is. */
  few: EnrolmentFilter;
  nobody: EnrolmentFilter;
  /** Somebody privileged. */
  privileged: UserId;
  /** Another one each time, with all that can be done something about. */
  user(): Promise<UserId>;
  usernameOf(id: UserId): Promise<string>;
  /** Writes one through the contact form. */
  message(): Promise<unknown>;
}

type Opened = Pick<Awaited<ReturnType<typeof openServices>>, 'services' | 'database' | 'close'>;

export interface Seated {
  actor: Actor;
  seat: Seat;
}

export type WalkDesk = ReturnType<typeof walkDesk>;

export function walkDesk(
  { services, database, close }: Opened,
  environment: { REKEY_DATA_DIR: string; [name: string]: string },
  staff: Record<Role, Seated>,
  people: People,
) {
  const { reader } = database;
  const { privileged } = people;
  const actorOf = (role: Role) => staff[role].actor;
  const actors = {
    support: actorOf('support'),
    lead: actorOf('lead'),
    auditor: actorOf('auditor'),
    admin: actorOf('admin'),
  };
  const by = (role: Role) => staff[role];
  const order = (userId: UserId) => ({
    ...{ actionId: randomUUID(), userId, version: null },
    ...{ reason: 'lost-phone' as const, reasonText: null, ticket: null, requestId: null },
  });

  const desk = {
    ...{ environment, services, database, actors, order, close, ...people },
    /** Null: nobody is signed in at that seat. */
    ask: (role: Role | null, path: string, input: unknown) =>
      call(
        { seat: role === null ? ('nobody' as Seat) : staff[role].seat, host: HOST, services },
        path,
        input,
      ),
    lastEntry: async () => (await readHead(reader)).sequence,
    /** What was logged after it, with what waited to be. */
    async entriesAfter(sequence: number): Promise<AuditEntry[]> {
      for (const service of [services.users, services.requests])
        await (service as unknown as Closing).close();
      return entriesAfter(reader, sequence, 50);
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
        ...{ fileName: null, column: null, list: pack(`#${await desk.user()}`) },
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
    /** A report whose users are all read: what comes next is its end. */
    async endOfReport(role: Role): Promise<{ reportId: string }> {
      const { enrolment } = services;
      const actor = desk.auditor(role);
      const { reportId } = await enrolment.startReport(actor, people.nobody);
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
