import { describe, expect, it } from 'vitest';
import { findAction, listAudit } from '../../db/audit/log.ts';
import { verifyChain } from '../../db/audit/verify.ts';
import type { Database } from '../../db/database.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { HOUR, MINUTE } from '../../main/services/clock.ts';
import { userVersion } from '../../main/services/user-version.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, codeWorks, type Desk, LEAD, openDesk, SUPPORT } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);
const OLD_CODE = 'AAAAA-BBBBB';
const ENROLLED = { secret: SECRET, codes: [OLD_CODE, 'CCCCC-DDDDD'], sessions: 2, devices: 1 };

async function stateOf(desk: Desk, id: UserId) {
  const reading = await desk.platform.read(desk.database.reader, id, desk.time.now);
  if (!reading) throw new Error('no such user');
  return reading.state;
}

async function versionOf(desk: Desk, id: UserId) {
  const reading = await desk.platform.read(desk.database.reader, id, desk.time.now);
  if (!reading) throw new Error('no such user');
  return userVersion(desk.database.reader, id, reading);
}

async function entries(database: Database) {
  return listAudit(database.reader, {}, { limit: 100 });
}

forEachDatabase((open) => {
  describe('issuing backup codes', () => {
    it('gives ten codes that work, ends the old ones and logs both states without any code', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const result = await desk.actions.run(
        'issue-backup-codes',
        desk.by(SUPPORT),
        desk.request(id, { ticket: 'T-1' }),
        {},
      );

      expect(result.codes).toHaveLength(10);
      for (const code of result.codes ?? [])
        expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{5}$/);
      expect(await codeWorks(desk.database, id, (result.codes ?? [])[4]?.toLowerCase() ?? '', START)).toBe(
        true,
      );
      expect(await codeWorks(desk.database, id, OLD_CODE, START)).toBe(false);

      const [entry] = await entries(desk.database);
      expect(entry).toMatchObject({
        sequence: result.sequence,
        action: 'issue-backup-codes',
        outcome: 'done',
        staff: { id: 1, name: 'sam' },
        user: { id, label: 'anna <anna@example.org>' },
        reason: 'lost-phone',
        ticket: 'T-1',
        before: { backupCodes: { unused: 2 } },
        after: { backupCodes: { unused: 10 } },
      });
      const text = JSON.stringify(await desk.database.reader('rekey_audit_entries'));
      for (const code of result.codes ?? []) expect(text).not.toContain(code.slice(0, 5));
    });

    it('leaves sessions and the pairing alone', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      await desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(id), {});
      expect(await stateOf(desk, id)).toMatchObject({
        enrolment: 'on',
        sessions: 2,
        trustedDevices: 1,
      });
    });

    it('is refused for a user without a confirmed authenticator', async () => {
      const desk = openDesk(await open());
      const none = await addPerson(desk.database, { username: 'nobody' });
      const pending = await addPerson(desk.database, {
        username: 'pending',
        secret: SECRET,
        confirmed: false,
      });
      for (const id of [none, pending]) {
        const attempt = desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(id), {});
        await expect(attempt).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
        expect((await stateOf(desk, id)).backupCodes?.unused).toBe(0);
      }
    });
  });

  describe('issuing an emergency code', () => {
    it('gives one code that dies at its time and leaves the others', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const result = await desk.actions.run('issue-emergency-code', desk.by(SUPPORT), desk.request(id), {
        minutes: 60,
      });
      expect(result.expiresAt).toBe(START + HOUR);
      expect(result.nextPage).toBe('code');
      const [code = ''] = result.codes ?? [];
      expect(await codeWorks(desk.database, id, code, START + HOUR - 1)).toBe(true);
      expect(await codeWorks(desk.database, id, code, START + HOUR)).toBe(false);
      expect(await codeWorks(desk.database, id, OLD_CODE, START)).toBe(true);
      desk.time.now += HOUR;
      expect((await stateOf(desk, id)).emergencyCodes).toEqual([]);
    });

    it.each([9, 61, 1441, -5])(
      'is refused for %d minutes, which the policy does not allow',
      async (minutes) => {
        const desk = openDesk(await open());
        const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
        const attempt = desk.actions.run('issue-emergency-code', desk.by(SUPPORT), desk.request(id), {
          minutes,
        });
        await expect(attempt).rejects.toMatchObject({ code: 'POLICY' });
        expect((await stateOf(desk, id)).emergencyCodes).toEqual([]);
      },
    );
  });

  describe('removing a pairing', () => {
    it('resets the authenticator: pairing, codes, sessions and trusted devices go, the requirement stays', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED, failedAttempts: 3 });
      const result = await desk.actions.run('reset-authenticator', desk.by(SUPPORT), desk.request(id), {});
      expect(result.ended).toBe(3);
      expect(result.nextPage).toBe('pair');
      expect(result.codes).toBeUndefined();
      expect(await stateOf(desk, id)).toMatchObject({
        required: true,
        enrolment: 'off',
        authenticator: null,
        backupCodes: { unused: 0, used: 0 },
        sessions: 0,
        trustedDevices: 0,
        failedAttempts: 0,
      });
    });

    it('disables 2FA: the requirement goes too', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      await desk.actions.run('disable-2fa', desk.by(SUPPORT), desk.request(id), { typedUsername: 'anna' });
      expect(await stateOf(desk, id)).toMatchObject({
        required: false,
        enrolment: 'off',
        sessions: 0,
      });
    });

    it('does not disable when another username was typed', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const attempt = desk.actions.run('disable-2fa', desk.by(SUPPORT), desk.request(id), {
        typedUsername: 'anne',
      });
      await expect(attempt).rejects.toMatchObject({ code: 'CONFIRMATION_MISMATCH' });
      expect((await stateOf(desk, id)).enrolment).toBe('on');
    });

    it('touches nobody else', async () => {
      const desk = openDesk(await open());
      const anna = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const bert = await addPerson(desk.database, { username: 'bert', ...ENROLLED });
      const before = await stateOf(desk, bert);
      await desk.actions.run('disable-2fa', desk.by(SUPPORT), desk.request(anna), { typedUsername: 'anna' });
      expect(await stateOf(desk, bert)).toEqual(before);
    });
  });

  describe('access', () => {
    it('unlocks by clearing the failed attempts, and says so when there are none', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, {
        username: 'anna',
        ...ENROLLED,
        failedAttempts: 5,
        lockedUntil: START + 10 * MINUTE,
      });
      await desk.actions.run('unlock', desk.by(SUPPORT), desk.request(id), {});
      expect(await stateOf(desk, id)).toMatchObject({ failedAttempts: 0, lockedUntil: null });
      const again = desk.actions.run('unlock', desk.by(SUPPORT), desk.request(id), {});
      await expect(again).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
    });

    it('revokes sessions and trusted devices and keeps the pairing', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const result = await desk.actions.run('revoke-sessions', desk.by(SUPPORT), desk.request(id), {});
      expect(result.ended).toBe(3);
      expect(await stateOf(desk, id)).toMatchObject({
        enrolment: 'on',
        sessions: 0,
        trustedDevices: 0,
      });
    });
  });

  describe('who may act', () => {
    it('refuses an auditor, and logs the attempt', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const before = await stateOf(desk, id);
      const request = desk.request(id);
      const attempt = desk.actions.run('reset-authenticator', desk.by(AUDITOR), request, {});
      await expect(attempt).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await stateOf(desk, id)).toEqual(before);
      expect(await entries(desk.database)).toMatchObject([
        {
          action: 'reset-authenticator',
          outcome: 'refused',
          staff: { name: 'aud' },
          user: { id },
          detail: { code: 'FORBIDDEN', attemptedActionId: request.actionId },
          actionId: null,
        },
      ]);
    });

    it.each([
      ['e-mail address', { ...LEAD, email: 'ANNA@example.org' }],
      ['name', { ...LEAD, name: 'anna' }],
    ])('refuses a staff member their own account, known by its %s', async (_by, actor) => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const attempt = desk.actions.run('issue-backup-codes', desk.by(actor), desk.request(id), {});
      await expect(attempt).rejects.toMatchObject({ code: 'OWN_ACCOUNT' });
    });

    it('asks for a fresh code first, and does nothing before it', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      desk.code.stale = true;
      const attempt = desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(id), {});
      await expect(attempt).rejects.toMatchObject({ code: 'FRESH_CODE_REQUIRED' });
      expect(await codeWorks(desk.database, id, OLD_CODE, START)).toBe(true);
      expect(await entries(desk.database)).toEqual([]);
    });

    it('asks which reason "other" is', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const request = desk.request(id, { reason: 'other', reasonText: '  ' });
      const attempt = desk.actions.run('unlock', desk.by(SUPPORT), request, {});
      await expect(attempt).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });

    it.each(['999999', 'abc', '1; DROP TABLE users', '0x1', ''])('knows no user %j', async (id) => {
      const desk = openDesk(await open());
      const attempt = desk.actions.run('unlock', desk.by(SUPPORT), desk.request(id as UserId), {});
      await expect(attempt).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    });
  });

  describe('twice and at once', () => {
    it('does the same action id once, and answers the same without the codes', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const request = desk.request(id, { version: await versionOf(desk, id) });
      const first = await desk.actions.run('issue-emergency-code', desk.by(SUPPORT), request, {
        minutes: 30,
      });
      const second = await desk.actions.run('issue-emergency-code', desk.by(SUPPORT), request, {
        minutes: 30,
      });
      expect(second).toMatchObject({ replayed: true, sequence: first.sequence, expiresAt: first.expiresAt });
      expect(second.codes).toBeUndefined();
      expect((await stateOf(desk, id)).emergencyCodes).toHaveLength(1);
    });

    it('does eight simultaneous sendings of one action id once', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const request = desk.request(id, { version: await versionOf(desk, id) });
      const results = await Promise.all(
        Array.from({ length: 8 }, () =>
          desk.actions.run('issue-emergency-code', desk.by(SUPPORT), request, { minutes: 30 }),
        ),
      );
      expect(results.filter((result) => !result.replayed)).toHaveLength(1);
      expect(results.filter((result) => result.codes)).toHaveLength(1);
      expect((await stateOf(desk, id)).emergencyCodes).toHaveLength(1);
    });

    it('refuses an action id that belongs to another action, user or staff member', async () => {
      const desk = openDesk(await open());
      const anna = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const bert = await addPerson(desk.database, { username: 'bert', ...ENROLLED });
      const { actionId } = desk.request(anna);
      await desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(anna, { actionId }), {});
      const results = await Promise.allSettled([
        desk.actions.run('reset-authenticator', desk.by(SUPPORT), desk.request(anna, { actionId }), {}),
        desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(bert, { actionId }), {}),
        desk.actions.run('issue-backup-codes', desk.by(LEAD), desk.request(anna, { actionId }), {}),
      ]);
      for (const result of results) {
        expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ACTION_ID_REUSED' } });
      }
      expect(await codeWorks(desk.database, bert, OLD_CODE, START)).toBe(true);
    });

    it('refuses the second of two agents who looked at the same state', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const version = await versionOf(desk, id);
      const results = await Promise.allSettled([
        desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(id, { version }), {}),
        desk.actions.run('reset-authenticator', desk.by(LEAD), desk.request(id, { version }), {}),
      ]);
      const refused = results.filter((result) => result.status === 'rejected');
      expect(refused).toHaveLength(1);
      expect(refused[0]?.reason).toMatchObject({ code: 'CHANGED_SINCE' });
    });

    it('refuses when the user used a code since the agent looked', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const version = await versionOf(desk, id);
      await desk.database.reader('backup_codes').where({ user_id: id }).limit(1).update({ used_at: START });
      const attempt = desk.actions.run(
        'issue-backup-codes',
        desk.by(SUPPORT),
        desk.request(id, { version }),
        {},
      );
      await expect(attempt).rejects.toMatchObject({ code: 'CHANGED_SINCE' });
    });

    it('never forks the log: eight agents act on eight users at once', async () => {
      const desk = openDesk(await open());
      const ids: UserId[] = [];
      for (let n = 0; n < 8; n += 1)
        ids.push(await addPerson(desk.database, { username: `user${n}`, ...ENROLLED }));
      await Promise.all(
        ids.flatMap((id) => [
          desk.actions.run('issue-emergency-code', desk.by(SUPPORT), desk.request(id), { minutes: 30 }),
          desk.actions.run('revoke-sessions', desk.by(LEAD), desk.request(id), {}),
        ]),
      );
      expect(await verifyChain(desk.database.reader)).toMatchObject({ whole: true, entries: 16 });
    });
  });

  describe('what can not be logged', () => {
    it('does not happen', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      const before = await stateOf(desk, id);
      await desk.database.reader.schema.alterTable('rekey_audit_entries', (table) => {
        table.renameColumn('detail', 'gone');
      });
      const attempt = desk.actions.run('disable-2fa', desk.by(SUPPORT), desk.request(id), {
        typedUsername: 'anna',
      });
      await expect(attempt).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      expect(await stateOf(desk, id)).toEqual(before);
    });

    it('is not logged as done when the platform refuses the change', async () => {
      const desk = openDesk(await open());
      const id = await addPerson(desk.database, { username: 'anna', ...ENROLLED });
      await desk.database.reader.schema.dropTable('trusted_devices');
      const request = desk.request(id);
      const attempt = desk.actions.run('revoke-sessions', desk.by(SUPPORT), request, {});
      await expect(attempt).rejects.toMatchObject({ code: 'SCHEMA_MISSING' });
      expect(await findAction(desk.database.reader, request.actionId)).toBeNull();
    });
  });
});
