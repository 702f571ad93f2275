/** From an action to the mail in the user's mailbox, by a real SMTP server, and everything that goes wrong on the way. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { listNotifications, queueNotification } from '../../db/notifications.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { smtpCarrier } from '../../main/mail/smtp.ts';
import { DAY, HOUR, MINUTE } from '../../main/services/clock.ts';
import { checkOutbox } from '../../main/services/doctor/mail.ts';
import { sealVariables } from '../../main/services/notifications/sealing.ts';
import { forEachDatabase } from '../support/databases.ts';
import { SUPPORT } from '../support/desk.ts';
import { CONSOLE_KEY, employ, type MailRoom, openMailRoom, type RoomOptions } from '../support/mail-room.ts';
import {
  decodeWords,
  type MailServerOptions,
  type MailServerUnderTest,
  startMailServer,
} from '../support/mail-server.ts';
import { addPerson, type Person } from '../support/people.ts';

const ENROLLED = { secret: new Uint8Array(20).fill(3), codes: ['AAAAA-BBBBB'], sessions: 2 };

/** As another mail program reads them: Python's. */
const READ_HEADERS = `
import email, email.policy, json, sys
def address(mail, name):
    one = mail[name].addresses[0]
    return [one.display_name, one.addr_spec]
mails = [email.message_from_string(raw, policy=email.policy.default) for raw in json.load(sys.stdin)]
print(json.dumps([{'to': address(m, 'to'), 'from': address(m, 'from'), 'subject': str(m['subject'])} for m in mails]))
`;

const servers: MailServerUnderTest[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function mailServer(options?: MailServerOptions): Promise<MailServerUnderTest> {
  const server = await startMailServer(options);
  servers.push(server);
  return server;
}

async function outbox(database: Database) {
  return (await listNotifications(database.reader, {}, { limit: 100 })).toReversed();
}

function queue(room: MailRoom, changes: Partial<Parameters<typeof queueNotification>[1]> = {}) {
  return room.desk.database.transaction((tx) =>
    queueNotification(tx, {
      kind: 'unlock',
      to: 'anna@example.org',
      userId: '1',
      userLabel: 'anna',
      variables: { name: 'Anna', username: 'anna', when: 'today' },
      actionId: randomUUID(),
      now: room.time.now,
      ...changes,
    }),
  );
}

forEachDatabase((open) => {
  async function openRoom(options: RoomOptions = {}) {
    const database = await open();
    const room = openMailRoom(database, options);
    const lead = await employ(database, 'lea', 'lead');
    return { database, room, lead, send: () => room.notifications.send(lead) };
  }

  async function reset(room: MailRoom, person: Person): Promise<UserId> {
    const id = await addPerson(room.desk.database, { ...ENROLLED, ...person });
    await room.desk.actions.run('reset-authenticator', room.desk.by(SUPPORT), room.desk.request(id), {});
    return id;
  }

  describe('a notice', () => {
    it('tells the user what happened, when, by the support team, and what to do if it was not they', async () => {
      const server = await mailServer();
      const { room, send } = await openRoom({ smtp: server.url });
      await reset(room, { username: 'anna', fullName: 'Anna Berg', email: 'anna@example.org' });

      expect(await send()).toEqual({ sent: 1, failed: 0, later: 0, stopped: null });
      const [mail] = server.mails;
      expect(mail?.from).toBe('support@example.org');
      expect(mail?.to).toEqual(['anna@example.org']);
      expect(mail?.headers.get('subject')).toBe('The authenticator app of your account was removed');
      expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
      for (const half of [mail?.text ?? '', mail?.html ?? '']) {
        expect(half).toContain('Anna Berg');
        expect(half).toContain('15 January 2026, 12:00 UTC');
        expect(half).toContain('the support team');
        expect(half).toContain('Was this not you?');
        expect(half).not.toContain('{');
        expect(half).not.toContain('sam');
      }
    });

    it('is queued for each action on a user, with the action it tells of', async () => {
      const { database, room } = await openRoom();
      const { desk } = room;
      const id = await addPerson(database, { username: 'anna', ...ENROLLED, failedAttempts: 3 });
      const by = desk.by(SUPPORT);
      await desk.actions.run('unlock', by, desk.request(id), {});
      await desk.actions.run('issue-emergency-code', by, desk.request(id), { minutes: 60 });
      await desk.actions.run('issue-backup-codes', by, desk.request(id), {});
      await desk.actions.run('revoke-sessions', by, desk.request(id), {});
      await desk.actions.run('reset-authenticator', by, desk.request(id), {});
      const last = desk.request(id);
      await desk.actions.run('disable-2fa', by, last, { typedUsername: 'anna' });
      const queued = await outbox(database);
      expect(queued.map(({ kind }) => kind)).toEqual([
        'unlock',
        'issue-emergency-code',
        'issue-backup-codes',
        'revoke-sessions',
        'reset-authenticator',
        'disable-2fa',
      ]);
      expect(queued.at(-1)).toMatchObject({ actionId: last.actionId, userId: id, state: 'waiting' });
    });

    it('never holds a code, neither in the outbox nor in the mail', async () => {
      const server = await mailServer();
      const { database, room, send } = await openRoom({ smtp: server.url });
      const id = await addPerson(database, { username: 'anna', ...ENROLLED });
      const { desk } = room;
      const many = await desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(id), {});
      const one = await desk.actions.run('issue-emergency-code', desk.by(SUPPORT), desk.request(id), {
        minutes: 60,
      });
      await send();
      const codes = [...(many.codes ?? []), ...(one.codes ?? [])];
      expect(codes).toHaveLength(11);
      const everywhere = JSON.stringify([
        await database.reader('rekey_notifications'),
        server.mails.map((mail) => [mail.raw, mail.text, mail.html]),
      ]);
      for (const code of codes) for (const part of code.split('-')) expect(everywhere).not.toContain(part);
    });

    it('is not there when the action was refused, or could not be logged', async () => {
      const { database, room } = await openRoom();
      const { desk } = room;
      const id = await addPerson(database, { username: 'anna' });
      await expect(
        desk.actions.run('issue-backup-codes', desk.by(SUPPORT), desk.request(id), {}),
      ).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
      const enrolled = await addPerson(database, { username: 'berta', ...ENROLLED });
      await database.reader.schema.renameTable('rekey_audit_head', 'rekey_audit_head_away');
      await expect(
        desk.actions.run('reset-authenticator', desk.by(SUPPORT), desk.request(enrolled), {}),
      ).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      expect(await outbox(database)).toEqual([]);
    });

    it('is queued once when the same action is sent twice', async () => {
      const { database, room } = await openRoom();
      const { desk } = room;
      const id = await addPerson(database, { username: 'anna', ...ENROLLED });
      const request = desk.request(id);
      await desk.actions.run('reset-authenticator', desk.by(SUPPORT), request, {});
      await desk.actions.run('reset-authenticator', desk.by(SUPPORT), request, {});
      expect(await outbox(database)).toHaveLength(1);
    });

    it.each(['Zoë Çelik-Ångström', '山田 花子', 'שלום כהן', '🙂 Smile', 'O"Brien, <b>Pat</b> & Sons'])(
      'reaches %s by name',
      async (fullName) => {
        const server = await mailServer();
        const { room, send } = await openRoom({ smtp: server.url });
        await reset(room, { username: 'anna', fullName });
        await send();
        const [mail] = server.mails;
        expect(mail?.to).toEqual(['anna@example.org']);
        expect(mail?.text).toContain(`Dear ${fullName},`);
        const to = decodeWords(mail?.headers.get('to') ?? '').replaceAll('\\', '');
        expect(to).toContain(fullName);
        expect(mail?.html).not.toContain('<b>');
      },
    );

    it.each([
      ['a line break', 'Anna\r\nBcc: evil@example.org\r\n\r\nYour code is 123'],
      ['a lone CR', 'Anna\rBcc: evil@example.org'],
      ['another recipient', 'Anna <evil@example.org>, x'],
      ['NUL and escape', 'Anna\0\u001b[31m'],
    ])('gives a name with %s no way into the header or the envelope', async (_what, name) => {
      const server = await mailServer();
      const { room, send } = await openRoom({ smtp: server.url });
      await queue(room, { variables: { name, username: name, when: 'now' } });
      await send();
      const [mail] = server.mails;
      expect(mail?.to).toEqual(['anna@example.org']);
      expect(mail?.headers.has('bcc')).toBe(false);
      expect(mail?.headers.get('to')).toMatch(/<anna@example\.org>$/);
      expect(mail?.raw).not.toMatch(/^(Bcc:|Your code)/m);
    });

    it.each([
      '',
      'nobody',
      'a@b@c@',
      'anna@example.org, evil@example.org',
      'anna@example.org\r\nRCPT TO:<evil@example.org>',
      '<anna@example.org>',
      `${'x'.repeat(65)}@example.org`,
      'anna@-example.org',
    ])('fails at once for %j, which is no address, and keeps the action', async (email) => {
      const server = await mailServer();
      const { database, room, send } = await openRoom({ smtp: server.url });
      await queue(room, { to: email });
      expect(await send()).toMatchObject({ sent: 0, failed: 1 });
      expect(server.mails).toEqual([]);
      expect((await outbox(database))[0]).toMatchObject({ state: 'failed' });
      expect((await outbox(database))[0]?.lastError).toMatch(/address/);
    });
  });

  describe('what goes wrong on the way', () => {
    it('waits while no mail server is set, and says so', async () => {
      const { database, room, lead, send } = await openRoom();
      await queue(room);
      await expect(send()).rejects.toMatchObject({ code: 'MAIL_NOT_CONFIGURED' });
      expect(await room.notifications.summary(lead)).toMatchObject({
        waiting: 1,
        failed: 0,
        mail: { configured: false, why: 'no mail server is set for this console' },
      });
      expect((await outbox(database))[0]).toMatchObject({ state: 'waiting', attempts: 0 });
    });

    it('tries again after a temporary refusal, under the same Message-ID, and then sends it once', async () => {
      const server = await mailServer();
      const { database, room, send } = await openRoom({ smtp: server.url });
      await queue(room);
      server.refuse.content = { code: 451, words: 'try again later' };
      expect(await send()).toMatchObject({ sent: 0, later: 1, stopped: null });
      const [waiting] = await outbox(database);
      expect(waiting).toMatchObject({ state: 'waiting', attempts: 1, nextAttemptAt: room.time.now + MINUTE });
      expect(waiting?.lastError).toContain('try again later');

      server.refuse.content = null;
      expect(await send()).toMatchObject({ sent: 0, later: 0 });
      room.time.now += MINUTE;
      expect(await send()).toMatchObject({ sent: 1 });
      expect(await send()).toMatchObject({ sent: 0 });
      expect(server.mails.map((mail) => mail.headers.get('message-id'))).toEqual([waiting?.messageId]);
      expect((await outbox(database))[0]).toMatchObject({
        state: 'sent',
        attempts: 2,
        sentAt: room.time.now,
        lastError: null,
      });
    });

    it('waits longer each time, gives up after 24 hours, and can be tried again by hand', async () => {
      const server = await mailServer();
      const { database, room, lead, send } = await openRoom({ smtp: server.url });
      const begun = room.time.now;
      const id = await queue(room);
      server.refuse.recipient = { code: 450, words: 'mailbox busy' };
      const pauses: number[] = [];
      for (;;) {
        await send();
        const [row] = await outbox(database);
        if (row?.state !== 'waiting') break;
        pauses.push(row.nextAttemptAt - room.time.now);
        room.time.now = row.nextAttemptAt;
      }
      const last = pauses.pop() ?? 0;
      expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
      expect(last).toBeLessThanOrEqual(pauses.at(-1) ?? 0);
      expect(pauses.slice(0, 4)).toEqual([MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR]);
      expect(room.time.now - begun).toBe(DAY);
      expect((await outbox(database))[0]).toMatchObject({ state: 'failed' });

      server.refuse.recipient = null;
      await room.notifications.retry(lead, id);
      expect(await send()).toMatchObject({ sent: 1 });
    });

    it('does not try again what the server will never take', async () => {
      const server = await mailServer();
      const { database, room, send } = await openRoom({ smtp: server.url });
      await queue(room, { to: 'gone@example.org' });
      server.refuse.recipient = { code: 550, words: 'no such mailbox' };
      expect(await send()).toMatchObject({ failed: 1, stopped: null });
      expect((await outbox(database))[0]).toMatchObject({ state: 'failed', attempts: 1 });
      expect((await outbox(database))[0]?.lastError).toContain('no such mailbox');
    });

    it.each(['5.7.1 Relay access denied', 'relaying denied', '5.3.0 not now'])(
      'waits for a server that does not take it from us (554 %s), loses no code, and doctor and every console say so',
      async (words) => {
        const server = await mailServer();
        const { database, room, lead, send } = await openRoom({ smtp: server.url });
        const actionId = randomUUID();
        const sealedVariables = sealVariables(CONSOLE_KEY, actionId, { codes: 'K7M2Q-9XTRW' });
        await queue(room, { kind: 'backup-codes', actionId, sealedVariables });
        await queue(room);
        server.refuse.recipient = { code: 554, words };
        expect(await send()).toMatchObject({
          sent: 0,
          failed: 0,
          stopped: { message: expect.stringContaining(words) },
        });
        const [codes] = await outbox(database);
        expect(codes).toMatchObject({ state: 'waiting', sealedVariables });

        const elsewhere = room.another({ smtp: null });
        const { mail } = await room.another({ smtp: server.url }).notifications.summary(lead);
        expect(mail.trouble?.message).toContain(words);
        expect((await elsewhere.notifications.summary(lead)).mail.trouble).toBeNull();
        const patient = { database, clock: () => room.time.now };
        expect(await checkOutbox(patient)).toMatchObject({
          outcome: 'failed',
          message: expect.stringContaining(words),
        });

        server.refuse.recipient = null;
        room.time.now += HOUR;
        expect(await send()).toMatchObject({ sent: 2 });
        expect(server.mails.map(({ text }) => text).join()).toContain('K7M2Q-9XTRW');
        expect(await checkOutbox(patient)).toBeNull();
        expect((await room.notifications.summary(lead)).mail.trouble).toBeNull();
      },
    );

    it('does not take one mailbox that is full for a mail server that lets nothing through', async () => {
      const server = await mailServer();
      const { database, room, send } = await openRoom({ smtp: server.url });
      await queue(room);
      server.refuse.recipient = { code: 452, words: '4.2.2 full' };
      expect(await send()).toMatchObject({ later: 1, stopped: null });
      const patient = { database, clock: () => room.time.now };
      expect(await checkOutbox(patient)).toBeNull();
    });

    it('ends one to an address that the server cannot write, by its name, and sends it where it can', async () => {
      const to = 'zoë@bücher.example';
      const narrow = await mailServer({ withoutUtf8: true });
      const { database, room, lead, send } = await openRoom({ smtp: narrow.url });
      await queue(room, { to });
      await queue(room, { to: 'zoe@bücher.example' });
      expect(await send()).toMatchObject({ failed: 1, sent: 1, stopped: null });
      const [failed] = await outbox(database);
      expect(failed?.lastError).toContain(`${to} has letters outside ASCII`);
      expect(failed?.lastError).toContain('SMTPUTF8');
      expect(narrow.mails.map(({ headers }) => headers.get('to'))).toEqual([
        expect.stringContaining('zoe@xn--bcher-kva.example'),
      ]);

      const wide = await mailServer();
      const other = room.another({ smtp: wide.url }).notifications;
      await other.retry(lead, failed?.id ?? 0);
      expect(await other.send(lead)).toMatchObject({ sent: 1 });
      expect(wide.mails.map((mail) => mail.to)).toEqual([[to]]);
    });

    it('writes a name that looks like an encoded word so that it is read as it stands', async () => {
      const server = await mailServer();
      const { room, send } = await openRoom({
        smtp: `${server.url.replace('support@example.org', encodeURIComponent('=?utf-8?q?Bank?= <support@example.org>'))}`,
      });
      const name = '=?utf-8?q?Your_=3Cbank=3E?=';
      await queue(room, { variables: { name, username: 'anna', when: 'today' } });
      await queue(room, {
        kind: 'limit-reached',
        variables: { name: 'Lea', agentName: name, limit: '20', when: 'today' },
      });
      expect(await send()).toMatchObject({ sent: 2 });
      const headers = JSON.parse(
        execFileSync('python3', ['-c', READ_HEADERS], {
          input: JSON.stringify(server.mails.map(({ raw }) => raw)),
        }).toString(),
      );
      expect(headers).toEqual([
        expect.objectContaining({
          to: [name, 'anna@example.org'],
          from: ['=?utf-8?q?Bank?=', 'support@example.org'],
        }),
        expect.objectContaining({ to: ['Lea', 'anna@example.org'], subject: `${name} reached a limit` }),
      ]);
      expect(server.mails[0]?.to).toEqual(['anna@example.org']);
    });

    it('asks a server that refuses the password once, not by every mail, and never repeats the password', async () => {
      const password = 'p%ss wörd/9';
      const server = await mailServer({ account: { user: 'rekey', password: 'another' } });
      const smtp = server.url.replace('another', encodeURIComponent(password));
      const { database, room, lead, send } = await openRoom({ smtp });
      for (let n = 0; n < 8; n += 1) await queue(room);
      const pass = await send();
      expect(server.signIns).toEqual([{ user: 'rekey', password }]);
      expect(pass).toMatchObject({ sent: 0, failed: 0, later: 1 });
      expect(pass.stopped?.message).toContain('refused user or password');
      const rows = await outbox(database);
      expect(rows.map(({ attempts }) => attempts)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
      const all = JSON.stringify([
        pass,
        await database.reader('rekey_notifications'),
        await room.notifications.list(lead, {}, { limit: 9 }),
      ]);
      expect(all).toContain('•••');
      expect(all).not.toContain(password);
      expect(all).not.toContain(Buffer.from(password).toString('base64'));
    });

    it('signs in where the account is right', async () => {
      const server = await mailServer({ account: { user: 'rekey', password: 'p%ss wörd/9' } });
      const { room, send } = await openRoom({ smtp: server.url });
      await queue(room);
      expect(await send()).toMatchObject({ sent: 1 });
    });

    it('sends nothing to a server whose certificate nobody signed', async () => {
      const server = await mailServer({ secure: true });
      const { database, room, send } = await openRoom({ smtp: server.url });
      await queue(room);
      const pass = await send();
      expect(pass.stopped?.message).toMatch(
        /^the certificate of the mail server .*(has expired|this machine trusts)/,
      );
      expect(server.mails).toEqual([]);
      expect((await outbox(database))[0]).toMatchObject({ state: 'waiting' });

      const trusting = room.another({ smtp: `${server.url}&tls=required` });
      room.time.now += MINUTE;
      expect(await trusting.notifications.send(await employ(database, 'lou', 'lead'))).toMatchObject({
        sent: 1,
      });
    });

    it('sends nothing in clear when TLS is wanted and STARTTLS is not offered', async () => {
      const server = await mailServer({ withoutTls: true });
      const { room, send } = await openRoom({ smtp: `${server.url}&tls=verify` });
      await queue(room);
      const pass = await send();
      expect(pass.stopped?.message).toContain('offers no TLS');
      expect(server.mails).toEqual([]);
    });

    it('says that nothing answers while the server is away, and sends when it is back', async () => {
      const server = await mailServer();
      const { database, room, send } = await openRoom({ smtp: server.url });
      await queue(room);
      await server.stop();
      const pass = await send();
      expect(pass.stopped?.message).toContain('connection refused');
      expect((await outbox(database))[0]).toMatchObject({ state: 'waiting' });
      await server.restart();
      room.time.now += MINUTE;
      expect(await send()).toMatchObject({ sent: 1 });
    });

    it('blames the sender address, not the user, when the server refuses the sender', async () => {
      const server = await mailServer();
      const { database, room, send } = await openRoom({ smtp: server.url });
      await queue(room);
      server.refuse.sender = { code: 553, words: 'not yours' };
      expect((await send()).stopped?.message).toContain('does not take mail from this sender');
      expect((await outbox(database))[0]).toMatchObject({ state: 'waiting' });
    });
  });

  describe('consoles that share an outbox', () => {
    it('send each mail once when two send at the same time', async () => {
      const server = await mailServer();
      server.slowness = 20;
      const { database, room, send } = await openRoom({ smtp: server.url });
      const other = openMailRoom(database, { smtp: server.url });
      const lou = await employ(database, 'lou', 'lead');
      for (let n = 0; n < 25; n += 1) await queue(room, { to: `user${n}@example.org` });
      const passes = await Promise.all([send(), other.notifications.send(lou), send()]);
      expect(passes.reduce((sum, pass) => sum + pass.sent, 0)).toBe(25);
      expect(new Set(server.mails.map((mail) => mail.to[0])).size).toBe(25);
      expect(server.mails).toHaveLength(25);
    });

    it('send what another left behind when it was killed while sending, after its lease, as the same mail', async () => {
      const server = await mailServer();
      let begun = () => {};
      const reached = new Promise<void>((resolve) => {
        begun = resolve;
      });
      // Killed after the server has taken it and before that was recorded.
      const killed = {
        carry: async (...letter: Parameters<typeof smtpCarrier.carry>) => {
          await smtpCarrier.carry(...letter);
          begun();
          await new Promise<never>(() => {});
        },
      };
      const { database, room, send } = await openRoom({ smtp: server.url });
      const dying = openMailRoom(database, { smtp: server.url, carrier: killed });
      const lou = await employ(database, 'lou', 'lead');
      await queue(room);
      void dying.notifications.send(lou);
      await reached;
      expect(await send()).toMatchObject({ sent: 0, later: 0 });
      room.time.now += 10 * MINUTE;
      expect(await send()).toMatchObject({ sent: 1 });
      const ids = server.mails.map((mail) => mail.headers.get('message-id'));
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
    });

    it('record later what could not be recorded because the table was away, and send nothing twice', async () => {
      const server = await mailServer();
      const { database, room, lead } = await openRoom();
      const carrier = {
        carry: async (...letter: Parameters<typeof smtpCarrier.carry>) => {
          await smtpCarrier.carry(...letter);
          await database.reader.schema.renameTable('rekey_notifications', 'rekey_notifications_away');
        },
      };
      const unlucky = room.another({ smtp: server.url, carrier });
      await queue(room);
      await expect(unlucky.notifications.send(lead)).rejects.toThrow();
      await database.reader.schema.renameTable('rekey_notifications_away', 'rekey_notifications');
      expect(await unlucky.notifications.send(lead)).toMatchObject({ sent: 0 });
      expect((await outbox(database))[0]).toMatchObject({ state: 'sent' });
      expect(server.mails).toHaveLength(1);
    });
  });

  describe('codes that go straight to the user', () => {
    const CODES = 'K7M2Q-9XTRW\n4HBN8-VZ0CJ';
    const sealedFor = (actionId: string, key = CONSOLE_KEY) => ({
      kind: 'backup-codes',
      actionId,
      sealedVariables: sealVariables(key, actionId, { codes: CODES }),
    });

    it('are readable in the mail only, and erased from the outbox once it is sent', async () => {
      const server = await mailServer();
      const { database, room, send } = await openRoom({ smtp: server.url });
      await queue(room, sealedFor(randomUUID()));
      const before = JSON.stringify(await database.reader('rekey_notifications'));
      expect(before).toContain('v1.');
      expect(before).not.toContain('K7M2Q');
      await send();
      expect(server.mails[0]?.text).toContain(CODES);
      const after = JSON.stringify(await database.reader('rekey_notifications'));
      expect(after).not.toContain('v1.');
      expect(after).not.toContain('K7M2Q');
    });

    it('are erased when the mail is given up, which can then not be tried again', async () => {
      const server = await mailServer();
      const { database, room, lead, send } = await openRoom({ smtp: server.url });
      const id = await queue(room, sealedFor(randomUUID()));
      server.refuse.recipient = { code: 550, words: 'no such mailbox; text was K7M2Q-9XTRW' };
      await send();
      const row = JSON.stringify(await database.reader('rekey_notifications'));
      expect(row).toContain('no such mailbox');
      expect(row).not.toContain('v1.');
      expect(row).not.toContain('K7M2Q');
      await expect(room.notifications.retry(lead, id)).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
      await expect(room.notifications.retryFailed(lead)).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
    });

    it('stay sealed on a console with another key, and in another row', async () => {
      const server = await mailServer();
      const { database, room, send } = await openRoom({ smtp: server.url });
      await queue(room, sealedFor(randomUUID(), Buffer.alloc(32, 9)));
      await queue(room, { ...sealedFor(randomUUID()), actionId: randomUUID() });
      expect(await send()).toMatchObject({ sent: 0, later: 2 });
      expect(server.mails).toEqual([]);
      expect((await outbox(database))[0]?.lastError).toContain('another key than this console has');
    });
  });

  describe('a code that is sent at once', () => {
    const mail = {
      to: 'anna@example.org',
      kind: 'identity-code' as const,
      variables: {
        name: 'Anna',
        username: 'anna',
        code: '418 207',
        minutes: '10',
        agentName: 'Sam Support',
        phrase: 'copper lantern',
      },
    };

    it('names the agent and the phrase, and is nowhere but in the mail', async () => {
      const server = await mailServer();
      const { database, room } = await openRoom({ smtp: server.url });
      await room.mail.sendNow(mail);
      const [sent] = server.mails;
      expect(sent?.text).toContain('418 207');
      expect(sent?.text).toContain('Sam Support');
      expect(sent?.text).toContain('copper lantern');
      expect(sent?.headers.get('subject')).not.toMatch(/418|207/);
      expect(await outbox(database)).toEqual([]);
    });

    it('fails without repeating the code when the server repeats it', async () => {
      const server = await mailServer();
      const { room } = await openRoom({ smtp: server.url });
      server.refuse.content = { code: 554, words: 'spam: your code 418207 and copper lantern' };
      const refused = await room.mail.sendNow(mail).then(
        () => null,
        (error: unknown) => error,
      );
      expect(refused).toMatchObject({ code: 'MAIL_FAILED' });
      expect(String(refused)).toContain('spam');
      expect(JSON.stringify([refused, String(refused)])).not.toMatch(/418207|copper/);
    });

    it('is refused where no mail server is set, and for an address that is none', async () => {
      const server = await mailServer();
      const { room } = await openRoom();
      await expect(room.mail.sendNow(mail)).rejects.toMatchObject({ code: 'MAIL_NOT_CONFIGURED' });
      const other = room.another({ smtp: server.url });
      await expect(other.mail.sendNow({ ...mail, to: 'nobody' })).rejects.toMatchObject({
        code: 'MAIL_FAILED',
      });
    });
  });
});
