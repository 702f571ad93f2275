/** The request service, and the actions that are linked to requests, on a test database with a clock that stands. */

import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../../db/audit/entry.ts';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { insertStaff } from '../../db/staff.ts';
import type { Role } from '../../main/contract/permissions.ts';
import { createRequestService } from '../../main/services/create-requests.ts';
import { requestFollowUp, requestGuard } from '../../main/services/requests/link.ts';
import type { NewRequestInput, RequestRecord, RequestService } from '../../main/services/requests.ts';
import type { Actor } from '../../main/services/session.ts';
import { type Desk, openDesk } from './desk.ts';
import { PLATFORM_KEY } from './people.ts';

export interface RequestDesk extends Desk {
  requests: RequestService & { close(): Promise<void> };
  /** A staff member, with an account that colleagues can reassign to. */
  hire(name: string, role: Role): Promise<Actor>;
  newRequest(by: Actor, changes?: Partial<NewRequestInput>): Promise<RequestRecord>;
  /** Newest first. */
  log(): Promise<AuditEntry[]>;
}

export function openRequestDesk(database: Database): RequestDesk {
  const desk = openDesk(database, { guards: [requestGuard], followUps: [requestFollowUp] });
  const requests = createRequestService({
    database,
    platform: referencePlatform(database, PLATFORM_KEY),
    clock: () => desk.time.now,
  });
  return {
    ...desk,
    requests,
    async hire(name, role) {
      const account = { name, fullName: `${name} of the tests`, email: null, role };
      const { id } = await database.transaction((tx) =>
        insertStaff(tx, { ...account, passwordHash: '!', passwordTemporaryUntil: null, createdAt: 0 }),
      );
      return { id, ...account };
    },
    newRequest: (by, changes = {}) =>
      requests.create(by, {
        key: randomUUID(),
        channel: 'e-mail',
        category: 'lost-phone',
        ticket: null,
        sender: { name: 'Mara Lindqvist', email: 'mara@example.org', phone: null },
        message: 'I lost my phone on the train.',
        take: false,
        ...changes,
      }),
    log: () => listAudit(database.reader, {}, { limit: 200 }),
  };
}
