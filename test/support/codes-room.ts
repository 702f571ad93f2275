/** Codes by mail on a test database: a policy that allows them, somebody who read back a code, and a real mail server. */
import type { Database } from '../../db/database.ts';
import { hashAddress, insertIdentityCheck } from '../../db/identity-checks.ts';
import { listNotifications } from '../../db/notifications.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { Policy } from '../../main/contract/policy.ts';
import type { ActionRequest } from '../../main/services/actions/action.ts';
import { codeWorks, POLICY, SUPPORT } from './desk.ts';
import { employ, openMailRoom } from './mail-room.ts';
import { startMailServer } from './mail-server.ts';
import { addPerson, type Person } from './people.ts';

export const OLD_CODE = 'AAAAA-BBBBB';
export const ENROLLED = { username: 'anna', secret: new Uint8Array(20).fill(3), codes: [OLD_CODE] };
const CODE = /\b(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{5}\b/g;

const { thresholds } = POLICY.verification;
/** The check of the mailbox is enough, so that it is what is tested. */
export const ON: Policy = {
  ...POLICY,
  backupCodes: { byMail: true },
  verification: {
    ...POLICY.verification,
    thresholds: { ...thresholds, ordinary: { ...thresholds.ordinary, 'send-backup-codes': 2 } },
  },
};
const FREE = Object.fromEntries(Object.keys(thresholds.ordinary).map((name) => [name, 0]));
/** No evidence is weighed at all. */
export const UNWEIGHED: Policy = {
  ...ON,
  verification: {
    ...ON.verification,
    thresholds: { ordinary: FREE, privileged: FREE } as typeof thresholds,
  },
};

export async function openCodesRoom(
  database: Database,
  { policy = ON, mail = true }: { policy?: Policy; mail?: boolean } = {},
) {
  const server = await startMailServer();
  const opened = openMailRoom(database, { smtp: mail ? server.url : null, policy });
  const { desk, time, notifications, another } = opened;
  const lead = await employ(database, 'lea', 'lead');
  const send = (request: ActionRequest, actor = SUPPORT) =>
    desk.actions.run('send-backup-codes', desk.by(actor), request, {});
  return {
    ...{ database, server, desk, time, notifications, lead, send, another },
    sendFor: (id: UserId) => send(desk.request(id)),
    deliver: () => notifications.send(lead),
    deliverElsewhere: () => another().notifications.send(lead),
    outbox: () => listNotifications(database.reader, {}, { limit: 10 }),
    shown: async () => (await notifications.list(lead, {}, { limit: 10 })).notifications,
    works: (id: UserId, code: string) => codeWorks(database, id, code, time.now),
    codesIn: (n: number) => server.mails[n]?.text.match(CODE) ?? [],
    /** Somebody who read back a code that went to `to`. */
    async checked(person: Partial<Person> & { to?: string } = {}): Promise<UserId> {
      const { to = 'anna@example.org', ...rest } = person;
      const id = await addPerson(database, { ...ENROLLED, ...rest });
      await check(id, to);
      return id;
    },
    check,
  };

  function check(id: UserId, to: string, kind = 'email-code') {
    return database.transaction((tx) =>
      insertIdentityCheck(tx, {
        ...{ userId: id, staff: { id: SUPPORT.id, name: SUPPORT.name }, requestId: null },
        ...{ kind, state: 'passed', createdAt: time.now, addressHash: hashAddress(to) },
      }),
    );
  }
}

export type CodesRoom = Awaited<ReturnType<typeof openCodesRoom>>;
