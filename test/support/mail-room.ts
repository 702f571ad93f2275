/** Actions, outbox and mail settings on a test database, with a clock that stands until it is moved. */

import type { Database } from '../../db/database.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { insertStaff } from '../../db/staff.ts';
import type { Role } from '../../main/contract/permissions.ts';
import type { Policy } from '../../main/contract/policy.ts';
import type { Host } from '../../main/host.ts';
import { smtpCarrier } from '../../main/mail/smtp.ts';
import { identityGuard } from '../../main/services/identity/guard.ts';
import type { MailCarrier } from '../../main/services/notifications/carrier.ts';
import { type Notifications, openNotifications } from '../../main/services/notifications/index.ts';
import { parseMailUrl } from '../../main/services/notifications/mail-server.ts';
import type { Actor } from '../../main/services/session.ts';
import { type Desk, openDesk, POLICY } from './desk.ts';
import { PLATFORM_KEY, START } from './people.ts';

export const CONSOLE_KEY = Buffer.alloc(32, 3);

export interface MailRoom extends Notifications {
  desk: Desk;
  time: { now: number };
  /** Another console on the same database and clock. */
  another(options?: RoomOptions): Notifications;
}

export interface RoomOptions {
  /** As REKEY_SMTP_URL; null: not set. */
  smtp?: string | null;
  carrier?: MailCarrier;
  secretStore?: Host['secretStore'];
  /** Where the mail server is saved; a test that saves none need not name it. */
  dataDirectory?: string;
  /** As the console puts it together, with a policy: who is calling is asked. Without, it is not. */
  policy?: Policy;
}

export function openMailRoom(database: Database, options: RoomOptions = {}): MailRoom {
  const time = { now: START };
  const another = (others: RoomOptions = options) =>
    openNotifications({
      database,
      clock: () => time.now,
      platform: { label: 'Testland' },
      consoleKey: CONSOLE_KEY,
      carrier: others.carrier ?? smtpCarrier,
      host: { kind: 'browser', secretStore: others.secretStore ?? null, copyForAWhile: null, savePdf: null },
      configuration: {
        dataDirectory: others.dataDirectory ?? '/nowhere',
        rootDirectory: '/nowhere',
        profile: null,
        pinned: false,
        source: 'environment',
        database: { kind: 'sqlite', path: 'not opened' },
        platform: referenceKind,
        keys: { REKEY_PLATFORM_KEY: PLATFORM_KEY },
        unsetKeys: [],
        consoleKey: null,
        file: null,
        smtp: others.smtp ? parseMailUrl(others.smtp) : null,
      },
    });
  const own = another();
  const { policy } = options;
  const platform = referencePlatform(database, PLATFORM_KEY);
  const desk = openDesk(database, {
    policy: async () => policy ?? POLICY,
    guards: policy ? [identityGuard(platform), own.guard] : [],
    followUps: own.followUps,
    time,
  });
  return { ...own, desk, time, another };
}

/** A staff account, as the mail settings look it up. */
export async function employ(database: Database, name: string, role: Role): Promise<Actor> {
  const fullName = `${name} of the tests`;
  const email = `${name}@staff.example.org`;
  const { id } = await database.transaction((tx) =>
    insertStaff(tx, {
      name,
      fullName,
      email,
      role,
      passwordHash: 'not used by these tests',
      passwordTemporaryUntil: null,
      createdAt: 0,
    }),
  );
  return { id, name, fullName, email, role };
}
