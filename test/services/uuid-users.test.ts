/** Ids are opaque: everything that staff do with a user works where users have UUIDs. */
import { beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import type { Platform, UserId } from '../../db/platforms/contract.ts';
import type { Seat } from '../../main/host.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { approvalGuard } from '../../main/services/approvals/guard.ts';
import { whomTheyMean } from '../../main/services/bulk/whom.ts';
import { createApprovalService } from '../../main/services/create-approvals.ts';
import { createEnrolmentService } from '../../main/services/create-enrolment.ts';
import { createRequestService } from '../../main/services/create-requests.ts';
import { createUserService } from '../../main/services/create-users.ts';
import { openBulkRoom } from '../support/bulk-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import {
  createTinyTables,
  tinyEnrolment,
  tinyPlatform,
  unpair,
  withAddresses,
} from '../support/tiny-platform.ts';

const ANN = '0a6e1a52-6f0e-4c57-9a4c-0d8f6e3f7a01' as UserId;
const ANNA = '0a6e1a52-6f0e-4c57-9a4c-0d8f6e3f7a02' as UserId;
const BOB = '12345678-0000-4000-8000-000000000012' as UserId;
const ROOT = 'f0000000-0000-4000-8000-00000000000f' as UserId;
const RESET = 'reset-authenticator';

forEachDatabase((open) => {
  let database: Database;
  let platform: Platform;
  const desk = () => openDesk(database);
  const session = { requireFreshCode() {}, async confirmCode(_seat: Seat, _code: string) {} };
  const deps = () => ({
    ...{ database, platform, session },
    clock: () => desk().time.now,
    policy: async () => POLICY,
  });

  beforeEach(async () => {
    database = await open('console');
    await createTinyTables(database);
    platform = withAddresses(tinyPlatform(database, { reset: unpair, enrolment: tinyEnrolment }));
    await database.reader('accounts').insert([
      { id: ANN, login: 'ann', privileged: false, paired: true },
      { id: BOB, login: 'bob', privileged: false, paired: true },
      { id: ROOT, login: 'root', privileged: true, paired: true },
    ]);
  });
  const paired = async () =>
    ((await database.reader('accounts').where({ paired: true }).orderBy('id')) as { id: UserId }[]).map(
      ({ id }) => id,
    );

  it('are found, looked at, and looked at lately, page by page', async () => {
    const users = createUserService(deps());
    await database.reader('accounts').insert({ id: ANNA, login: 'anna', privileged: false, paired: false });
    const first = await users.search(SUPPORT, 'ann', { limit: 1 });
    const cursor = first.nextCursor ?? 'none';
    const second = await users.search(SUPPORT, 'ann', { limit: 1, cursor });
    expect([...first.users, ...second.users].map(({ id }) => id)).toEqual([ANN, ANNA]);
    expect(second.nextCursor).toBeNull();
    expect((await users.search(SUPPORT, `#${BOB}`, { limit: 5 })).users).toMatchObject([{ id: BOB }]);
    expect(await users.resolve(SUPPORT, `#${ANN}`)).toBe(ANN);
    expect(await users.view(SUPPORT, ANN)).toMatchObject({
      user: { id: ANN, username: 'ann' },
    });
    await users.view(SUPPORT, BOB);
    expect((await users.recent(SUPPORT)).map(({ id }) => id)).toEqual([BOB, ANN]);
    await expect(users.view(SUPPORT, BOB.replace('12', '13') as UserId)).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
    });
    await users.close();
  });

  it('are acted on once, and the log is filtered by the whole id', async () => {
    const actions = createActionService({ ...deps(), guards: [], followUps: [] });
    const { by, request } = desk();
    await actions.run(RESET, by(SUPPORT), request(ANN), {});
    await actions.run(RESET, by(SUPPORT), request(BOB), {});
    expect(await paired()).toEqual([ROOT]);
    const log = await listAudit(database.reader, { userId: BOB }, { limit: 9 });
    expect(log).toMatchObject([{ action: RESET, user: { id: BOB, label: expect.stringContaining('bob') } }]);
    expect(await listAudit(database.reader, { userId: BOB.slice(0, 8) }, { limit: 9 })).toEqual([]);
  });

  it('are approved by a second person where they are privileged', async () => {
    const approvals = createApprovalService(deps());
    const actions = createActionService({ ...deps(), guards: [approvalGuard], followUps: [] });
    const { by, request } = desk();
    const asked = request(ROOT);
    await expect(actions.run(RESET, by(SUPPORT), asked, {})).rejects.toMatchObject({
      code: 'APPROVAL_REQUIRED',
    });
    const { id } = await approvals.ask(RESET, by(SUPPORT), asked, {});
    await approvals.decide(by(LEAD), id, { approve: true, note: null, code: '123456' });
    await actions.run(RESET, by(SUPPORT), asked, {});
    expect(await paired()).toEqual([ANN, BOB]);
  });

  it('are matched with requests', async () => {
    const requests = createRequestService(deps());
    const { id } = await requests.create(SUPPORT, {
      ...{ key: 'b7a3c0de-0000-4000-8000-000000000001', channel: 'e-mail', category: 'lost-phone' },
      ...{ ticket: null, message: 'I lost my phone.', take: true },
      sender: { name: null, email: 'ann@example.org', phone: null },
    });
    const { request, suggestion } = await requests.view(SUPPORT, id);
    const { version } = request;
    expect(suggestion).toMatchObject({ user: { id: ANN }, because: 'e-mail' });
    await requests.confirmUser(SUPPORT, id, { version, userId: ANN });
    expect((await requests.view(SUPPORT, id)).request.user).toMatchObject({ id: ANN });
    await requests.close();
  });

  it('are changed as a list by their ids', async () => {
    const room = await openBulkRoom(database, { platform });
    const id = await room.approved(`id\n${ANN}\n#${BOB}\n12345678\n`);
    await room.run(id);
    expect(await paired()).toEqual([ROOT]);
    expect(Object.keys(await room.resets()).sort()).toEqual([ANN, BOB]);
  });

  it('are nobody by their id in a column of accounts', async () => {
    const line = (way: 'id' | 'account') => ({
      ...{ line: 1, text: ANN, name: null, fault: null },
      references: [{ way, text: ANN as string }],
    });
    const meant = await whomTheyMean(platform, [line('id'), line('account')]);
    expect(meant.map(({ user }) => user?.id)).toEqual([ANN, undefined]);
  });

  it('are counted and listed by cursors that are no numbers', async () => {
    const enrolment = createEnrolmentService(deps());
    await enrolment.countNow(LEAD);
    const { counts } = await enrolment.overview(LEAD);
    expect(counts?.total).toEqual({ users: 3, on: 3, pending: 0 });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof enrolment.list>> = await enrolment.list(
        LEAD,
        { enrolment: 'on' },
        { cursor, limit: 1 },
      );
      seen.push(...page.users.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([ANN, BOB, ROOT]);
    await enrolment.close();
  });
});
