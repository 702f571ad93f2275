import { describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { RekeyError } from '../../db/errors.ts';
import type { UserId } from '../../db/platforms/platform.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { approvalGuard } from '../../main/services/approvals/guard.ts';
import { DAY, HOUR, MINUTE } from '../../main/services/clock.ts';
import { createApprovalService } from '../../main/services/create-approvals.ts';
import { createIdentityService } from '../../main/services/create-identity.ts';
import { demandEvidence, identityGuard } from '../../main/services/identity/guard.ts';
import type { AttestedKind } from '../../main/services/identity/kinds.ts';
import type { Policy } from '../../main/services/policy/index.ts';
import type { Actor } from '../../main/services/session.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, type Person, START } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);
const CODES = ['AAAAA-BBBBB', 'CCCCC-DDDDD'];

interface Mail {
  to: string;
  variables: Record<string, string>;
}

forEachDatabase((open) => {
  async function room(changes: Partial<Policy['verification']> = {}) {
    const database = await open();
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
  type Room = Awaited<ReturnType<typeof room>>;

  const event = (all: Room, userId: UserId, kind: string, time: number) =>
    all.database.reader('two_factor_events').insert({ user_id: userId, time, kind, detail: null });
  const haveOf = async (all: Room, userId: UserId, actor: Actor = SUPPORT) =>
    (await all.identity.view(actor, userId)).have;
  const signsOf = async (all: Room, userId: UserId) =>
    (await all.identity.view(SUPPORT, userId)).signs.map(({ sign }) => sign);
  const wrong = (code: string) => (code.startsWith('0') ? '111 111' : '000 000');

  describe('a code by e-mail', () => {
    it('goes to the address on file with the name of the agent and a phrase, and proves the caller once', async () => {
      const all = await room();
      const anna = await all.person();
      const sent = await all.identity.sendCode(SUPPORT, all.about(anna));
      const [mail] = all.mails;
      expect(mail?.to).toBe('anna@example.org');
      expect(mail?.variables).toMatchObject({ agentName: 'Sam Support', minutes: '10', username: 'anna' });
      expect(mail?.variables.code).toMatch(/^\d{3} \d{3}$/);
      expect(sent.waiting).toMatchObject({ by: 'sam', phrase: mail?.variables.phrase, triesLeft: 5 });
      expect((await all.identity.view(LEAD, anna)).waiting?.phrase).toBeNull();

      const proved = await all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      expect(proved).toMatchObject({ have: 2, waiting: null });
      const again = all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      await expect(again).rejects.toMatchObject({ code: 'IDENTITY_CODE_GONE' });
    });

    it('is nowhere but in the mail: not in the table, the log or the answers', async () => {
      const all = await room();
      const anna = await all.person();
      const answer = await all.identity.sendCode(SUPPORT, all.about(anna));
      const proved = await all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      const digits = all.lastCode().replace(' ', '');
      const rows = await all.database.reader('rekey_identity_checks');
      expect(rows[0].code_hash).toMatch(/^\$argon2id\$/);
      const texts = [answer, proved, await all.log(), rows.map(({ code_hash: _hash, ...row }) => row)];
      for (const kept of texts) {
        expect(JSON.stringify(kept)).not.toMatch(new RegExp(`\\b(${digits}|${all.lastCode()})\\b`));
      }
    });

    it('dies after ten minutes', async () => {
      const all = await room();
      const anna = await all.person();
      await all.identity.sendCode(SUPPORT, all.about(anna));
      all.desk.time.now += 10 * MINUTE;
      const late = all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      await expect(late).rejects.toMatchObject({ code: 'IDENTITY_CODE_GONE' });
      expect(await haveOf(all, anna)).toBe(0);
    });

    it('dies after five wrong tries, also when they come at once', async () => {
      const all = await room();
      const anna = await all.person();
      await all.identity.sendCode(SUPPORT, all.about(anna));
      const code = all.lastCode();
      const tries = await Promise.allSettled(
        Array.from({ length: 5 }, () => all.identity.confirmCode(SUPPORT, all.about(anna), wrong(code))),
      );
      const left = tries.map((one) => (one.status === 'rejected' ? one.reason.facts.left : null));
      expect(left.sort()).toEqual([0, 1, 2, 3, 4]);
      const right = all.identity.confirmCode(SUPPORT, all.about(anna), code);
      await expect(right).rejects.toMatchObject({ code: 'IDENTITY_CODE_GONE' });
      const refused = (await all.log()).filter(({ outcome }) => outcome === 'refused');
      expect(refused).toHaveLength(6);
    });

    it('dies when a new one is sent, and not when a new one is sent to somebody else', async () => {
      const all = await room();
      const [anna, bert] = [await all.person(), await all.person({ username: 'bert' })];
      await all.identity.sendCode(SUPPORT, all.about(anna));
      const first = all.lastCode();
      await all.identity.sendCode(SUPPORT, all.about(bert));
      const berts = all.lastCode();
      await all.identity.sendCode(LEAD, all.about(anna));
      if (first !== all.lastCode()) {
        const old = all.identity.confirmCode(SUPPORT, all.about(anna), first);
        await expect(old).rejects.toMatchObject({ code: 'IDENTITY_CODE_WRONG' });
      }
      expect((await all.identity.confirmCode(SUPPORT, all.about(bert), berts)).have).toBe(2);
      expect((await all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode())).have).toBe(2);
    });

    it('proves nothing when the address on file became another one, before or after', async () => {
      const all = await room();
      const anna = await all.person();
      await all.identity.sendCode(SUPPORT, all.about(anna));
      const users = all.database.reader('users');
      await users.clone().where({ id: anna }).update({ email: 'mallory@example.org' });
      const other = all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      await expect(other).rejects.toMatchObject({ code: 'IDENTITY_CODE_GONE' });

      await all.identity.sendCode(SUPPORT, all.about(anna));
      await all.identity.confirmCode(SUPPORT, all.about(anna), all.lastCode());
      expect(await haveOf(all, anna)).toBe(2);
      await users.clone().where({ id: anna }).update({ email: 'anna@example.org' });
      expect(await haveOf(all, anna)).toBe(0);
    });

    it('is sent five times an hour to one user, and no more', async () => {
      const all = await room();
      const anna = await all.person();
      for (let n = 0; n < 5; n += 1) await all.identity.sendCode(SUPPORT, all.about(anna));
      const sixth = all.identity.sendCode(LEAD, all.about(anna));
      await expect(sixth).rejects.toMatchObject({ code: 'IDENTITY_TRIES' });
      expect(all.mails).toHaveLength(5);
      all.desk.time.now += HOUR;
      await all.identity.sendCode(SUPPORT, all.about(anna));
    });

    it('that could not be sent waits for nobody, and the log says so', async () => {
      const all = await room();
      const anna = await all.person();
      all.post.broken = true;
      await expect(all.identity.sendCode(SUPPORT, all.about(anna))).rejects.toMatchObject({
        code: 'MAIL_FAILED',
      });
      expect((await all.identity.view(SUPPORT, anna)).waiting).toBeNull();
      const [last] = await all.log();
      expect(last).toMatchObject({ outcome: 'failed', detail: { code: 'MAIL_FAILED' } });
    });
  });

  describe('what the user still has', () => {
    it('a current authenticator code proves the caller, and not a second time', async () => {
      const all = await room();
      const anna = await all.person();
      const code = codeAt(SECRET, stepAt(all.desk.time.now) + 1);
      expect((await all.identity.checkTotp(SUPPORT, all.about(anna), code)).have).toBe(3);
      const twice = all.identity.checkTotp(LEAD, all.about(anna), code);
      await expect(twice).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      const earlier = codeAt(SECRET, stepAt(all.desk.time.now));
      const older = all.identity.checkTotp(LEAD, all.about(anna), earlier);
      await expect(older).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
    });

    it('an authenticator code of two steps away, of a login, or of a pending pairing proves nothing', async () => {
      const all = await room();
      const step = stepAt(START);
      const anna = await all.person();
      const used = await all.person({ username: 'ulla', lastUsedStep: step });
      const pending = await all.person({ username: 'pia', confirmed: false });
      const tries: [UserId, number][] = [
        [anna, step + 2],
        [anna, step - 2],
        [used, step],
        [pending, step],
      ];
      for (const [id, at] of tries) {
        const refused = all.identity.checkTotp(SUPPORT, all.about(id), codeAt(SECRET, at));
        await expect(refused).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      }
    });

    it('cannot be guessed: five wrong codes an hour, and then the right one is not looked at', async () => {
      const all = await room();
      const anna = await all.person();
      const far = codeAt(SECRET, stepAt(START) + 1000);
      for (let n = 0; n < 5; n += 1) {
        await expect(all.identity.checkTotp(SUPPORT, all.about(anna), far)).rejects.toMatchObject({
          code: 'IDENTITY_NOT_PROVED',
        });
        await expect(
          all.identity.useBackupCode(SUPPORT, all.about(anna), 'ZZZZZ-ZZZZZ'),
        ).rejects.toMatchObject({
          code: 'IDENTITY_NOT_PROVED',
        });
      }
      const right = all.identity.checkTotp(LEAD, all.about(anna), codeAt(SECRET, stepAt(START)));
      await expect(right).rejects.toMatchObject({ code: 'IDENTITY_TRIES' });
      const unused = all.identity.useBackupCode(LEAD, all.about(anna), CODES[0] as string);
      await expect(unused).rejects.toMatchObject({ code: 'IDENTITY_TRIES' });
      all.desk.time.now += HOUR;
      expect((await all.identity.useBackupCode(LEAD, all.about(anna), 'aaaaa bbbbb')).have).toBe(3);
    });

    it('a backup code is used up with it, and only one', async () => {
      const all = await room();
      const anna = await all.person();
      const results = await Promise.allSettled(
        [SUPPORT, LEAD].map((actor) =>
          all.identity.useBackupCode(actor, all.about(anna), CODES[0] as string),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const reading = await all.desk.platform.read(all.database.reader, anna, all.desk.time.now);
      expect(reading?.state.backupCodes).toMatchObject({ unused: 1, used: 1 });
    });

    it('an emergency code, which staff issued, proves nothing and stays', async () => {
      const all = await room();
      const anna = await all.person({ codes: [] });
      const [hash = ''] = await all.desk.platform.hashCodes(['EEEEE-FFFFF']);
      await all.database.transaction((tx) =>
        all.desk.platform.addEmergencyCode(tx, anna, hash, START + HOUR, START),
      );
      const refused = all.identity.useBackupCode(SUPPORT, all.about(anna), 'EEEEE-FFFFF');
      await expect(refused).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      const reading = await all.desk.platform.read(all.database.reader, anna, START);
      expect(reading?.state.emergencyCodes).toHaveLength(1);
    });

    it('is not used up when the log can not be written', async () => {
      const all = await room();
      const anna = await all.person();
      await all.database.reader.schema.renameTable('rekey_audit_head', 'rekey_audit_gone');
      const unlogged = all.identity.useBackupCode(SUPPORT, all.about(anna), CODES[0] as string);
      await expect(unlogged).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      const reading = await all.desk.platform.read(all.database.reader, anna, START);
      expect(reading?.state.backupCodes.unused).toBe(2);
      expect(await all.database.reader('rekey_identity_checks')).toEqual([]);
    });
  });

  describe('what an agent saw or heard', () => {
    it('counts for that agent and for no other, while what Rekey proved counts for all', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'call-back');
      await all.identity.checkTotp(SUPPORT, all.about(anna), codeAt(SECRET, stepAt(START)));
      expect([await haveOf(all, anna, SUPPORT), await haveOf(all, anna, LEAD)]).toEqual([5, 3]);
      const { evidence } = await all.identity.view(LEAD, anna);
      expect(evidence.map(({ kind, doesNotCountBecause }) => [kind, doesNotCountBecause === null])).toEqual([
        ['totp', true],
        ['call-back', false],
      ]);
    });

    it('counts once a kind, and is kept with who and how', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'colleague');
      expect((await all.see(anna, 'colleague', SUPPORT, 'Max Manager')).have).toBe(2);
      const [last] = await all.log();
      expect(last).toMatchObject({
        action: 'record-colleague',
        outcome: 'done',
        staff: { name: 'sam' },
        detail: { who: 'Max Manager', note: 'by telephone' },
      });
    });

    it('is not that somebody confirms themselves, that the agent does, or a call to no number', async () => {
      const all = await room();
      const anna = await all.person({ fullName: 'Anna Ahlberg' });
      for (const who of ['anna', 'ANNA@example.org', 'anna ahlberg', 'sam', 'Sam Support']) {
        const refused = all.see(anna, 'colleague', SUPPORT, who);
        await expect(refused, who).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      }
      await all.database.reader('users').where({ id: anna }).update({ phone: null });
      await expect(all.see(anna, 'call-back')).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      await expect(all.see(anna, 'photo-id', SUPPORT, '  ')).rejects.toMatchObject({ code: 'BAD_INPUT' });
      expect(await haveOf(all, anna)).toBe(0);
    });

    it('weighs nothing where it is only what the caller knew', async () => {
      const all = await room();
      const anna = await all.person();
      expect(await all.see(anna, 'personal-data')).toMatchObject({ have: 0 });
    });

    it('is for the help desk, never about the own account, and refusals are in the log', async () => {
      const all = await room();
      const anna = await all.person();
      await expect(all.see(anna, 'photo-id', AUDITOR)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const themself: Actor = { ...SUPPORT, email: 'Anna@example.org' };
      await expect(all.see(anna, 'photo-id', themself)).rejects.toMatchObject({ code: 'OWN_ACCOUNT' });
      await expect(all.identity.sendCode(themself, all.about(anna))).rejects.toMatchObject({
        code: 'OWN_ACCOUNT',
      });
      expect(all.mails).toEqual([]);
      expect((await all.log()).map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused']);
      const nobody = all.identity.sendCode(SUPPORT, all.about('999999' as UserId));
      await expect(nobody).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    });
  });

  describe('signs of risk', () => {
    it('are a change of e-mail or phone, a reset and a dormant account, each for its time', async () => {
      const all = await room();
      const anna = await all.person();
      expect(await signsOf(all, anna)).toEqual([]);
      await event(all, anna, 'email-changed', START - 7 * DAY);
      await event(all, anna, 'phone-changed', START - DAY);
      await event(all, anna, 'reset', START - 30 * DAY);
      await all.database
        .reader('users')
        .where({ id: anna })
        .update({ last_login_at: START - 180 * DAY });
      expect(await signsOf(all, anna)).toEqual(['email-changed', 'phone-changed', 'reset', 'dormant']);
      const { needs } = await all.identity.view(SUPPORT, anna);
      const need = Object.fromEntries(needs.map((one) => [one.action, one.need]));
      expect(need).toMatchObject({ 'issue-emergency-code': 6, unlock: 5, 'revoke-sessions': 0 });

      all.desk.time.now += 1;
      expect(await signsOf(all, anna)).toEqual(['phone-changed', 'dormant']);
    });

    it('are none where the policy says so', async () => {
      const signs = { contactChangeDays: 0, resetDays: 0, dormantDays: 0, burstRequests: 0 };
      const all = await room({ signs });
      const root = await all.person({ username: 'root', privileged: true });
      await event(all, root, 'email-changed', START);
      await event(all, root, 'reset', START);
      await all.database.reader('users').where({ id: root }).update({ last_login_at: 1 });
      expect(await signsOf(all, root)).toEqual([]);
    });

    it('are a reset that only the audit log knows', async () => {
      const all = await room({ thresholds: { ordinary: NOTHING, privileged: NOTHING } });
      const anna = await all.person();
      await all.actions.run('disable-2fa', all.desk.by(SUPPORT), all.desk.request(anna), {
        typedUsername: 'anna',
      });
      await all.database.reader('two_factor_events').delete();
      expect(await signsOf(all, anna)).toEqual(['reset']);
    });

    it('are a burst of cases about privileged users, seen on privileged users only', async () => {
      const all = await room();
      const anna = await all.person();
      const roots: UserId[] = [];
      for (const username of ['root', 'rita', 'rolf']) {
        roots.push(await all.person({ username, privileged: true }));
      }
      const [root] = roots as [UserId];
      for (const id of roots.slice(0, 2)) {
        const refused = all.actions.run('unlock', all.desk.by(SUPPORT), all.desk.request(id), {});
        await expect(refused).rejects.toBeInstanceOf(RekeyError);
      }
      expect(await signsOf(all, root)).toEqual([]);
      await all.database.reader('rekey_requests').insert({
        ...{ source: 'test', source_ref: '1', state: 'new', open: 1, channel: 'phone', category: 'other' },
        ...{ message: 'I am the boss', claimed_user_id: roots[2], received_at: START, created_at: START },
      });
      expect(await signsOf(all, root)).toEqual(['burst']);
      expect(await signsOf(all, anna)).toEqual([]);
      all.desk.time.now += DAY + 1;
      expect(await signsOf(all, root)).toEqual([]);
    });
  });

  describe('the threshold', () => {
    const reset = (all: Room, id: UserId, actor: Actor = SUPPORT) =>
      all.actions.run('reset-authenticator', all.desk.by(actor), all.desk.request(id), {});

    it('refuses an action below it, changes nothing and logs the attempt', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'call-back');
      await expect(reset(all, anna)).rejects.toMatchObject({
        code: 'VERIFICATION_REQUIRED',
        facts: { have: 2, need: 3 },
      });
      expect(await all.database.reader('totp_authenticators').where({ user_id: anna })).toHaveLength(1);
      const [entry] = await listAudit(all.database.reader, { category: 'action' }, { limit: 1 });
      expect(entry).toMatchObject({ outcome: 'refused', detail: { code: 'VERIFICATION_REQUIRED' } });
    });

    it('is met by evidence of different kinds, which the entry then names', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'call-back');
      await all.see(anna, 'colleague');
      await reset(all, anna);
      const [entry] = await listAudit(all.database.reader, { category: 'action' }, { limit: 1 });
      expect(entry?.detail).toMatchObject({
        evidence: [
          { kind: 'colleague', by: 'sam', weight: 2, who: 'Mia Manager' },
          { kind: 'call-back', by: 'sam', weight: 2 },
        ],
      });
    });

    it('is not met by what another agent saw, by what is too old, or by personal data', async () => {
      const all = await room();
      const anna = await all.person();
      await all.see(anna, 'photo-id', LEAD);
      await all.see(anna, 'personal-data');
      await expect(reset(all, anna)).rejects.toMatchObject({ facts: { have: 0 } });
      await all.see(anna, 'photo-id', SUPPORT);
      all.desk.time.now += 60 * MINUTE;
      await expect(reset(all, anna)).rejects.toMatchObject({ facts: { have: 0 } });
      await all.see(anna, 'photo-id', SUPPORT);
      all.desk.time.now += 60 * MINUTE - 1;
      await reset(all, anna);
    });

    it('is higher for a privileged user, and with each sign of risk', async () => {
      const all = await room();
      const anna = await all.person();
      const root = await all.person({ username: 'root', privileged: true });
      for (const id of [anna, root]) await all.see(id, 'photo-id');
      await expect(reset(all, root)).rejects.toMatchObject({ facts: { have: 3, need: 4 } });
      await event(all, anna, 'email-changed', START);
      await expect(reset(all, anna)).rejects.toMatchObject({ facts: { have: 3, need: 4 } });
      await all.see(anna, 'call-back');
      await reset(all, anna);
    });

    it('is the policy’s: other weights and thresholds hold at once, for evidence that was there before', async () => {
      const weights = { ...POLICY.verification.weights, 'personal-data': 3 };
      const all = await room({ weights });
      const anna = await all.person();
      await all.see(anna, 'personal-data');
      await reset(all, anna);
    });

    it('is demanded before an approval is asked, and the approver sees the evidence', async () => {
      const all = await room();
      const root = await all.person({ username: 'root', privileged: true });
      const request = all.desk.request(root);
      const ask = () => all.approvals.ask('reset-authenticator', all.desk.by(SUPPORT), request, {});
      await expect(ask()).rejects.toMatchObject({ code: 'VERIFICATION_REQUIRED' });
      const run = () => all.guarded.run('reset-authenticator', all.desk.by(SUPPORT), request, {});
      await expect(run()).rejects.toMatchObject({ code: 'VERIFICATION_REQUIRED' });

      await all.see(root, 'photo-id');
      await all.see(root, 'colleague');
      await ask();
      const seen = (await all.approvals.list(LEAD, { limit: 1 })).approvals[0];
      expect(seen?.evidence).toMatchObject([
        { kind: 'colleague', who: 'Mia Manager' },
        { kind: 'photo-id', by: 'sam' },
      ]);
      await expect(run()).rejects.toMatchObject({ code: 'APPROVAL_PENDING' });
    });
  });
});

const NOTHING = {
  'issue-emergency-code': 0,
  'issue-backup-codes': 0,
  'send-backup-codes': 0,
  'reset-authenticator': 0,
  'disable-2fa': 0,
  unlock: 0,
  'revoke-sessions': 0,
};
