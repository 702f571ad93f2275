/** Identity checks on a test database: a clock that stands until it is moved, and a mailbox that keeps what it is sent. */

import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { AttestedKind } from '../../main/contract/identity.ts';
import type { Policy } from '../../main/contract/policy.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { approvalGuard } from '../../main/services/approvals/guard.ts';
import { DAY } from '../../main/services/clock.ts';
import { createApprovalService } from '../../main/services/create-approvals.ts';
import { createIdentityService } from '../../main/services/create-identity.ts';
import { demandEvidence, identityGuard } from '../../main/services/identity/guard.ts';
import type { Actor } from '../../main/services/session.ts';
import { openDesk, POLICY, SUPPORT } from './desk.ts';
import { addPerson, type Person, START } from './people.ts';

export const SECRET = new Uint8Array(20).fill(3);
export const CODES = ['AAAAA-BBBBB', 'CCCCC-DDDDD'];

interface Mail {
  to: string;
  variables: Record<string, string>;
}

export async function openIdentityRoom(database: Database, changes: Partial<Policy['verification']> = {}) {
  const desk = openDesk(database);
  const mails: Mail[] = [];
  const post = { broken: false };
  const policy: Policy = { ...POLICY, verification: { ...POLICY.verification, ...changes } };
  const deps = {
    database,
    platform: desk.platform,
    clock: () => desk.time.now,
    policy: async () => policy,
    session: { requireFreshCode() {}, async confirmCode() {} },
    demanded: true,
    mail: {
      async sendNow(mail: Mail) {
        if (post.broken) throw new RekeyError('MAIL_FAILED', { why: 'the server is away' });
        mails.push(mail);
      },
    },
  };
  const identity = createIdentityService(deps);
  return {
    ...{ database, desk, mails, post, identity },
    person: (person: Partial<Person> & { phone?: string; lastLoginAt?: number; email?: string } = {}) =>
      addCaller(person),
    about: (userId: UserId) => ({ userId, requestId: null }),
    lastCode: () => mails.at(-1)?.variables.code ?? '',
    see: (userId: UserId, kind: AttestedKind, actor: Actor = SUPPORT, who = 'Mia Manager') =>
      identity.record(actor, { userId, requestId: null }, { kind, who, note: 'by telephone' }),
    actions: createActionService({ ...deps, guards: [identityGuard(desk.platform)], followUps: [] }),
    guarded: createActionService({
      ...deps,
      guards: [identityGuard(desk.platform), approvalGuard],
      followUps: [],
    }),
    approvals: createApprovalService({ ...deps, demandEvidence: demandEvidence(desk.platform) }),
    log: () => listAudit(database.reader, { category: 'identity' }, { limit: 50 }),
  };

  async function addCaller({
    phone = '+49 30 1234',
    lastLoginAt = START - DAY,
    ...person
  }: Partial<Person> & { phone?: string | null; lastLoginAt?: number | null }): Promise<UserId> {
    const id = await addPerson(database, { username: 'anna', secret: SECRET, codes: CODES, ...person });
    await database.reader('users').where({ id }).update({ phone, last_login_at: lastLoginAt });
    return id;
  }
}
export type IdentityRoom = Awaited<ReturnType<typeof openIdentityRoom>>;

export const event = (all: IdentityRoom, userId: UserId, kind: string, time: number) =>
  all.database.reader('two_factor_events').insert({ user_id: userId, time, kind, detail: null });
export const haveOf = async (all: IdentityRoom, userId: UserId, actor: Actor = SUPPORT) =>
  (await all.identity.view(actor, userId)).have;
export const signsOf = async (all: IdentityRoom, userId: UserId) =>
  (await all.identity.view(SUPPORT, userId)).signs.map(({ sign }) => sign);
export const wrong = (code: string) => (code.startsWith('0') ? '111 111' : '000 000');
