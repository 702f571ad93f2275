/** States beside on, pending and off, and factors beside the authenticator: what is shown, allowed and refused. */
import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { ENROLMENTS, type Enrolment } from '../../db/platforms/user.ts';
import { statusText } from '../../main/cli/commands/status.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { toRemindOf } from '../../main/services/actions/reminder.ts';
import { createUserService } from '../../main/services/create-users.ts';
import { addUsers, openBulkRoom } from '../support/bulk-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { openFactorsPlatform } from '../support/factors-platform.ts';
import { addPerson, type Person, START } from '../support/people.ts';

const PAIRED = { secret: new Uint8Array(20).fill(3), codes: ['AAAAA-BBBBB'] };
const KEY = { kind: 'security-key', name: 'blue' } as const;
const STRANGE = { kind: 'unknown', name: 'card', detail: 'acme.SmartCardDevice' } as const;

forEachDatabase((open) => {
  async function room(person: Partial<Person> = PAIRED) {
    const database = await open();
    const desk = openDesk(database);
    const { platform, add, states } = await openFactorsPlatform(database);
    const deps = { database, platform, clock: () => desk.time.now, policy: async () => POLICY };
    const users = createUserService(deps);
    const actions = createActionService({
      ...deps,
      session: { requireFreshCode() {} },
      guards: [],
      followUps: [],
    });
    const anna = await addPerson(database, { username: 'anna', ...person });
    return {
      ...{ database, desk, platform, add, states, users, anna },
      async page() {
        const page = await users.view(SUPPORT, anna);
        await users.close();
        return page;
      },
      run: (name: 'reset-authenticator' | 'disable-2fa' | 'issue-backup-codes' | 'issue-emergency-code') =>
        actions.run(name, desk.by(LEAD), desk.request(anna), { minutes: 30, typedUsername: 'anna' }),
    };
  }

  describe('factors of several kinds', () => {
    it('are all shown, with the class of one that Rekey does not know, and the rows that say how it stands', async () => {
      const all = await room();
      await all.add(all.anna, KEY);
      await all.add(all.anna, { ...STRANGE, counts: false });
      const { state, sentence, nextPage } = await all.page();
      expect(state.factors).toMatchObject([
        { kind: 'authenticator', name: 'Authy', confirmed: true, counts: true },
        { kind: 'security-key', name: 'blue', row: 'gadgets 1', counts: true },
        { kind: 'unknown', name: 'card', detail: 'acme.SmartCardDevice', counts: false },
      ]);
      expect(state.because).toEqual([
        expect.stringMatching(/^totp_authenticators \d+ has a confirmed_at$/),
        'gadgets 1 counts',
        'gadgets 2 does not count',
      ]);
      expect(sentence).toBe(
        'Two-factor authentication is on, with an authenticator app (Authy) and a security key; 1 backup code is left.',
      );
      expect(nextPage).toBe('code');
    });

    it('are all in the lines of the command line, which says nothing of what the platform does not tell', async () => {
      const all = await room({ ...PAIRED, lockedUntil: START + 60_000, failedAttempts: 5 });
      await all.add(all.anna, { ...STRANGE, counts: false });
      const page = await all.page();
      const text = statusText(page, []);
      expect(text).toMatch(/^Two-factor +on$/m);
      expect(text).toMatch(
        /^Because +totp_authenticators \d+ has a confirmed_at; gadgets 1 does not count$/m,
      );
      expect(text).toMatch(
        /^Other factor +of a kind that Rekey does not know “card”, acme.SmartCardDevice, the login does not ask for it$/m,
      );
      expect(text).toMatch(/^Locked +until .*, if the platform waits as it does by default$/m);
      expect(text).toMatch(/^Signed in +0 trusted devices$/m);
      expect(text).toMatch(/revoke-sessions +can be done now|revoke-sessions +there is no/);
      const { state } = page;
      const untold = { unused: null, used: null, issuedAt: null, lastUsedAt: null };
      const authenticator = {
        name: null,
        confirmed: true,
        createdAt: null,
        confirmedAt: null,
        lastUsedAt: null,
      };
      const bare = { ...state, authenticator, backupCodes: untold, failedAttempts: null, lockedUntil: null };
      const little = statusText({ ...page, state: { ...bare, lockAssumes: null, trustedDevices: null } }, []);
      expect(little).toMatch(/^Authenticator +unnamed, paired$/m);
      expect(little).toMatch(/^Backup codes +a number that cannot be told$/m);
      expect(little).toMatch(/^Signed in +not known$/m);
      expect(little).not.toMatch(/Failed attempts|never/);
      expect(statusText({ ...page, state: { ...bare, backupCodes: null } }, [])).not.toContain(
        'Backup codes',
      );
    });

    it('stay on a reset where they are not the authenticator, and 2FA stays on by them', async () => {
      const all = await room();
      await all.add(all.anna, KEY);
      await all.run('reset-authenticator');
      const { state, sentence } = await all.page();
      expect(state).toMatchObject({ enrolment: 'on', authenticator: null, required: null });
      expect(sentence).toBe(
        'Two-factor authentication is on, with a security key; no backup codes are left.',
      );
      await expect(all.run('reset-authenticator')).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
      await all.run('disable-2fa');
      const off = await all.page();
      expect(off.state).toMatchObject({ enrolment: 'off', factors: [] });
      expect(off.sentence).toBe('Two-factor authentication is off.');
    });

    it('are not said to be disabled while one of an unknown kind counts: all is taken back', async () => {
      const all = await room();
      await all.add(all.anna, STRANGE);
      await expect(all.run('disable-2fa')).rejects.toMatchObject({
        code: 'NOT_AS_MEANT',
        facts: { why: 'a factor still counts' },
      });
      expect(await all.database.reader('totp_authenticators')).toHaveLength(1);
      const doubtful = await room();
      doubtful.states.set(doubtful.anna, 'unknown');
      await expect(doubtful.run('disable-2fa')).rejects.toMatchObject({
        code: 'NOT_AS_MEANT',
        facts: { why: 'a factor of an unknown kind may still count' },
      });
    });

    it('end at a plan that was made before they were paired, and where nobody can tell when', async () => {
      const database = await open();
      const { platform, add } = await openFactorsPlatform(database);
      const bulk = await openBulkRoom(database, { platform });
      const [one, two] = await addUsers(database, 2);
      if (!one || !two) throw new Error('no users');
      await add(two, KEY);
      const id = await bulk.approved('user1\nuser2');
      await add(one, KEY);
      await bulk.run(id);
      const why =
        'the user changed since the plan, and whether another authenticator was paired cannot be told';
      expect(await bulk.lines(id)).toMatchObject([
        { line: 1, outcome: 'skipped', outcomeWhy: why },
        { line: 2, outcome: 'done', outcomeWhy: null },
      ]);
    });
  });

  describe('a state', () => {
    const SAID: Record<Enrolment, RegExp> = {
      on: /authentication is on, with an authenticator app \(Authy\); 1 backup code is left/,
      pending: /is not on yet/,
      off: /is off\.$/,
      'must-enrol': /the next login asks to pair one/,
      broken: /contradicts itself, so nobody can say whether a login works/,
      unknown: /it cannot be said whether two-factor authentication is on; 1 backup code is left/,
    };
    const NEXT: Record<Enrolment, string> = {
      on: 'code',
      pending: 'password',
      off: 'password',
      'must-enrol': 'pair',
      broken: 'broken',
      unknown: 'unclear',
    };
    /** Why codes are refused; null: they are not. */
    const CODES: Record<Enrolment, string | null> = {
      on: null,
      pending: 'NOT_ENROLLED',
      off: 'NOT_ENROLLED',
      'must-enrol': 'NOT_ENROLLED',
      broken: 'STATE_BROKEN',
      unknown: null,
    };

    it.each(ENROLMENTS)(
      '%s is said as it is, and codes are given only where they may open something',
      async (state) => {
        const all = await room();
        all.states.set(all.anna, state);
        const { sentence, nextPage, caller, offers, suggested } = await all.page();
        expect(sentence).toMatch(SAID[state]);
        if (state === 'unknown' || state === 'broken')
          expect(sentence).not.toMatch(/\boff\b|^Two-factor authentication is/);
        expect(nextPage).toBe(NEXT[state]);
        for (const script of Object.values(caller.scripts)) expect(script.say.join('')).not.toBe('');
        for (const action of ['issue-backup-codes', 'issue-emergency-code'] as const) {
          const refused = offers.find((offer) => offer.action === action)?.refusedBecause;
          expect(refused === null, action).toBe(CODES[state] === null);
          if (CODES[state] !== null)
            await expect(all.run(action)).rejects.toMatchObject({ code: CODES[state] });
        }
        expect(suggested).toBe(CODES[state] === null ? 'issue-emergency-code' : null);
      },
    );

    it('that is broken is put in order by a reset and by disabling, even where no factor is left', async () => {
      for (const action of ['reset-authenticator', 'disable-2fa'] as const) {
        const all = await room({});
        all.states.set(all.anna, 'broken');
        // The rows are not put in order by what is done: nothing of it stands.
        await expect(all.run(action)).rejects.toMatchObject({
          code: 'NOT_AS_MEANT',
          facts: { why: 'the rows of the second factor contradict each other' },
        });
        const apply = all.platform[action === 'disable-2fa' ? 'disable' : 'reset']?.apply;
        const mending = { apply, leaves: () => [], requirementStays: null };
        Object.assign(all.platform, {
          [action === 'disable-2fa' ? 'disable' : 'reset']: {
            ...mending,
            async apply(...step: Parameters<NonNullable<typeof apply>>) {
              all.states.delete(all.anna);
              await apply?.(...step);
            },
          },
        });
        await all.run(action);
        const entries = await listAudit(all.database.reader, { outcome: 'done' }, { limit: 1 });
        expect(entries).toMatchObject([
          { action, before: { enrolment: 'broken' }, after: { enrolment: 'off' } },
        ]);
      }
    });

    it.each([
      ['off', 'NOTHING_TO_DO'],
      ['must-enrol', 'NOTHING_TO_DO'],
    ] as const)('%s without any factor has nothing to disable', async (state, code) => {
      const all = await room({});
      all.states.set(all.anna, state);
      await expect(all.run('disable-2fa')).rejects.toMatchObject({ code });
      await expect(all.run('reset-authenticator')).rejects.toMatchObject({ code });
    });

    it('decides what a user is reminded of, and of what nobody can say they are not', () => {
      const backupCodes = { unused: 0, used: 0, issuedAt: null, lastUsedAt: null };
      const about = (enrolment: Enrolment, codes: typeof backupCodes | null = backupCodes) =>
        toRemindOf({ enrolment, backupCodes: codes } as never);
      expect(ENROLMENTS.map((state) => about(state))).toEqual([
        ...['new-codes', 'finish-pairing', 'enrol', 'enrol'],
        ...[null, null],
      ]);
      expect(about('on', null)).toBeNull();
      expect(about('on', { ...backupCodes, unused: null } as never)).toBeNull();
    });

    it('says in a dry run what is left behind, and with how many', async () => {
      const database = await open();
      const { platform, add } = await openFactorsPlatform(database);
      const bulk = await openBulkRoom(database, { platform });
      const [one] = await addUsers(database, 3);
      if (!one) throw new Error('no users');
      await add(one, KEY);
      const { id, leaves } = await bulk.plan('user1\nuser2\nuser3\nuser3');
      expect(leaves).toEqual([
        { says: 'Remembered browsers stay so for 30 days.', users: 3 },
        { says: 'Until the user pairs an authenticator again, no code of an app is asked for.', users: 2 },
        { says: 'The other factors stay, and the login asks for them as before.', users: 1 },
        { says: 'The security key “blue” stays.', users: 1 },
      ]);
      await database.reader('rekey_bulk_jobs').where({ id }).update({ leaves: null });
      expect((await bulk.bulk.view(bulk.staff.lea, id)).leaves).toEqual([]);
    });

    it('is "off" in a dry run only where no factor is, whatever kind it is of', async () => {
      const database = await open();
      const { platform, add } = await openFactorsPlatform(database);
      const bulk = await openBulkRoom(database, { platform });
      await addPerson(database, { username: 'off' });
      await add(await addPerson(database, { username: 'keyed' }), KEY);
      const { id } = await bulk.plan('off\nkeyed');
      expect(await bulk.lines(id)).toMatchObject([
        { line: 1, verdict: 'off' },
        { line: 2, verdict: 'nothing-to-do' },
      ]);
    });
  });
});
