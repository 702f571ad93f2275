import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../db/audit/entry.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { DEMO_KEY, seedDemo } from '../../db/platforms/reference/demo/index.ts';
import { openServices } from '../../main/console.ts';
import type { ActionName } from '../../main/contract/actions.ts';
import type { Seat } from '../../main/host.ts';
import type { Services } from '../../main/services/index.ts';
import type { Actor } from '../../main/services/session.ts';
import { createTrainingService } from '../../main/services/training/create-training.ts';
import { factsOf } from '../../main/services/training/facts.ts';
import { judge } from '../../main/services/training/judge.ts';
import { SCENARIO_IDS, SCENARIOS, type ScenarioId } from '../../main/services/training/scenarios.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, SUPPORT } from '../support/desk.ts';
import { addPerson } from '../support/people.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

describe('the judgement', () => {
  let sequence = 0;
  const entry = (action: string, changes: Partial<AuditEntry> = {}): AuditEntry => {
    sequence += 1;
    return {
      ...{ sequence, time: NOW, staff: { id: 1, name: 'sam' }, category: 'request', action, outcome: 'done' },
      ...{ user: null, reason: null, reasonText: null, ticket: null, before: null, after: null },
      ...{ detail: null, actionId: null, previousHash: '', hash: '' },
      ...changes,
    };
  };
  const taken = () => entry('take-request');
  const evidence = (kind: string) => entry(kind, { category: 'identity' });
  const action = (name: ActionName, requestId: number | null = 7) =>
    entry(name, { category: 'action', detail: requestId === null ? {} : { requestId } });
  const closed = (to: string) => entry('move-request', { detail: { requestId: 7, to } });
  const judged = (id: ScenarioId, ...entries: AuditEntry[]) => judge(id, factsOf(entries, 'sam'));

  const RIGHT: Record<ScenarioId, () => AuditEntry[]> = {
    'lost-phone': () => [
      taken(),
      evidence('record-photo-id'),
      action('reset-authenticator'),
      closed('resolved'),
    ],
    'no-codes-left': () => [
      taken(),
      evidence('check-totp'),
      action('issue-backup-codes'),
      closed('resolved'),
    ],
    'clock-off': () => [taken(), entry('check-code', { category: 'view' }), closed('resolved')],
    'can-not-enrol': () => [taken(), entry('check-code', { category: 'view' }), closed('resolved')],
    'social-engineer': () => [taken(), evidence('record-personal-data'), closed('rejected')],
    'privileged-user': () => [
      taken(),
      evidence('record-call-back'),
      entry('approve', { category: 'approval', staff: { id: 2, name: 'lena' } }),
      action('issue-emergency-code'),
      closed('resolved'),
    ],
  };

  test.each(SCENARIO_IDS)('of %s, done right, misses nothing', (id) => {
    const judgement = judged(id, ...RIGHT[id]());
    expect(judgement).toMatchObject({ over: true, missed: [] });
    expect(judgement.well).toEqual(expect.arrayContaining(SCENARIOS[id].points.map(({ well }) => well)));
  });

  test.each(SCENARIO_IDS)('of %s is not over before the request is closed', (id) => {
    expect(judged(id, ...RIGHT[id]().slice(0, -1)).over).toBe(false);
    expect(judged(id).over).toBe(false);
  });

  test.each([
    ['lost-phone', 'disabling', [action('disable-2fa')], /2FA was disabled/],
    ['lost-phone', 'codes alone', [action('issue-backup-codes')], /whoever has the phone/],
    ['no-codes-left', 'a reset', [action('reset-authenticator')], /the phone is there/],
    ['clock-off', 'no look at a code', [], /No code was checked/],
    ['clock-off', 'an emergency code', [action('issue-emergency-code')], /setting the clock/],
    ['can-not-enrol', 'a reset', [action('reset-authenticator')], /in order/],
    ['social-engineer', 'any action', [action('issue-emergency-code')], /the account is theirs/],
    ['social-engineer', 'evidence that can not be', [evidence('record-call-back')], /wished for/],
    ['privileged-user', 'no second person', [action('issue-emergency-code')], /No second person/],
    [
      'privileged-user',
      'approving it oneself',
      [entry('approve', { category: 'approval' })],
      /No second person/,
    ],
    ['lost-phone', 'an action before evidence', [action('reset-authenticator')], /before any evidence/],
    [
      'lost-phone',
      'an action for no request',
      [action('reset-authenticator', null)],
      /does not name the request/,
    ],
    ['lost-phone', 'a request that nobody took', [], /never taken/],
    ['lost-phone', 'sending the user away', [closed('rejected')], /though the caller was the user/],
    ['social-engineer', 'giving in', [closed('resolved')], /though the caller was not the user/],
  ] as const)('of %s says that %s was wrong', (id, _what, entries, words) => {
    expect(judged(id, ...entries).missed.join('\n')).toMatch(words);
  });

  test('where nothing was done and nothing recorded, nothing is praised for how it was done', () => {
    const { well } = judged('clock-off', ...RIGHT['clock-off']());
    expect(well.join('\n')).not.toMatch(/before the first action|evidence|names the request/);
  });

  test('an action that was refused did nothing', () => {
    const refused = { ...action('disable-2fa'), outcome: 'refused' as const };
    expect(judged('social-engineer', taken(), refused, closed('rejected')).missed).toEqual([]);
  });
});

forEachDatabase((open) => {
  test('a training sets a user of its own and a request up, with an entry; an auditor starts none', async () => {
    const database = await open();
    await seedDemo(database, { key: DEMO_KEY, now: NOW });
    const training = createTrainingService({ database, key: DEMO_KEY, clock: () => NOW });
    await expect(training.start(AUDITOR, 'lost-phone')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const [first, second] = [
      await training.start(SUPPORT, 'no-codes-left'),
      await training.start(SUPPORT, 'privileged-user'),
    ];
    expect(first.user.id).not.toBe(second.user.id);
    const request = await database.reader('rekey_requests').where({ id: first.requestId }).first();
    expect(request).toMatchObject({ state: 'new', category: 'no-codes-left' });
    const codes = database.reader('backup_codes').where({ user_id: first.user.id });
    expect((await codes).filter((row) => row.used_at === null)).toEqual([]);
    const user = await database.reader('users').where({ id: second.user.id }).first();
    expect(Boolean(user.privileged)).toBe(true);
    expect(await training.runs(SUPPORT)).toMatchObject([
      { scenario: 'privileged-user', judgement: null },
      { scenario: 'no-codes-left', judgement: null },
    ]);
  });

  test('with a key that opens nothing on the demo it is refused, and nothing is sealed with it', async () => {
    const database = await open();
    await seedDemo(database, { key: DEMO_KEY, now: NOW });
    const secrets = () => database.reader('totp_authenticators').orderBy('id').pluck('secret');
    const before = await secrets();
    const training = createTrainingService({ database, key: Buffer.alloc(32, 7), clock: () => NOW });
    await expect(training.start(SUPPORT, 'lost-phone')).rejects.toMatchObject({ code: 'PLATFORM_KEY_WRONG' });
    expect(await secrets()).toEqual(before);
    expect(await training.runs(SUPPORT)).toEqual([]);
  });

  test('on anything but a demo it is refused, by the mark in the database too, and nothing is changed', async () => {
    const database = await open();
    await addPerson(database, { username: 'mara' });
    const before = await database.reader('users');
    for (const key of [null, DEMO_KEY]) {
      const training = createTrainingService({ database, key, clock: () => NOW });
      await expect(training.start(SUPPORT, 'lost-phone')).rejects.toMatchObject({ code: 'DEMO_ONLY' });
    }
    expect(await database.reader('users')).toEqual(before);
    expect(await database.reader('rekey_requests')).toEqual([]);
  });
});

describe('a training from its start to its end, on the demo', () => {
  let opened: Awaited<ReturnType<typeof openServices>>;
  let services: Services;
  let sam: Actor;
  const seat = 'a window' as Seat;

  beforeAll(async () => {
    const folder = await makeTemporaryFolder('training', 0);
    const { readConfiguration } = await import('../../main/configuration.ts');
    opened = await openServices({
      configuration: readConfiguration({ REKEY_DATA_DIR: folder }),
      host: { kind: 'browser', secretStore: null, copyForAWhile: null, savePdf: null },
    });
    services = opened.services;
    await services.session.signInDemo(seat, 'sam');
    sam = await services.session.actor(seat);
  });
  afterAll(() => opened?.close());

  test('what the log says is what is judged', async () => {
    const run = await services.training.start(sam, 'lost-phone');
    const userId = run.user.id as UserId;
    const { requests, identity, actions } = services;
    await requests.take(sam, run.requestId);
    let page = await requests.view(sam, run.requestId);
    await requests.confirmUser(sam, run.requestId, { version: page.request.version, userId });
    const about = { userId, requestId: run.requestId };
    for (const kind of ['call-back', 'photo-id'] as const)
      await identity.record(sam, about, { kind, who: 'The user', note: 'On the number on file' });
    await actions.run(
      'reset-authenticator',
      { actor: sam, seat },
      {
        ...{ actionId: randomUUID(), userId, version: null, reason: 'lost-phone', reasonText: null },
        ...{ ticket: null, requestId: run.requestId },
      },
      {},
    );
    expect((await services.training.runs(sam))[0]?.judgement).toBeNull();
    page = await requests.view(sam, run.requestId);
    const { version } = page.request;
    await requests.move(sam, run.requestId, { version, to: 'resolved', note: 'Reset.' });
    expect((await services.training.runs(sam))[0]?.judgement).toMatchObject({ over: true, missed: [] });
  });
});
