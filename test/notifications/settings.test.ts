/** The mail side of Settings, the list of notifications, and who may what. */
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { queueNotification } from '../../db/notifications.ts';
import type { SecretStore } from '../../main/host.ts';
import { MINUTE } from '../../main/services/clock.ts';
import { defaultTemplate } from '../../main/services/notifications/kinds.ts';
import type { MailServerForm } from '../../main/services/notifications/service.ts';
import { forEachDatabase } from '../support/databases.ts';
import { employ, openMailRoom, type RoomOptions } from '../support/mail-room.ts';
import { type MailServerUnderTest, startMailServer } from '../support/mail-server.ts';

const servers: MailServerUnderTest[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function mailServer(options?: Parameters<typeof startMailServer>[0]) {
  const server = await startMailServer(options);
  servers.push(server);
  return server;
}

/** As a keychain: what it made does not show what it was made of. */
const KEYCHAIN: SecretStore = {
  encrypt: (plain) => Buffer.from(plain).reverse().toString('base64'),
  decrypt: (sealed) => Buffer.from(sealed, 'base64').reverse().toString('utf8'),
};

function form(server: MailServerUnderTest, changes: Partial<MailServerForm> = {}): MailServerForm {
  return {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    verifyCertificate: true,
    user: '',
    password: '',
    from: 'support@example.org',
    fromName: 'Support',
    ...changes,
  };
}

async function log(database: Database) {
  return listAudit(database.reader, {}, { limit: 50 });
}

forEachDatabase((open) => {
  async function openRoom(options: RoomOptions = {}) {
    const database = await open();
    const dataDirectory = await mkdtemp(join(inject('scratch'), 'mail-'));
    const room = openMailRoom(database, { secretStore: KEYCHAIN, dataDirectory, ...options });
    const admin = await employ(database, 'ada', 'admin');
    return { database, room, admin, file: join(dataDirectory, 'mail.json'), dataDirectory };
  }

  describe('the mail server', () => {
    const ACCOUNT = { user: 'rekey', password: 'p%ss wörd/9' };

    it('is used from now on once it is saved, with its password in the keychain only', async () => {
      const server = await mailServer({ account: ACCOUNT });
      const { database, room, admin, file, dataDirectory } = await openRoom();
      const view = await room.mailSettings.saveServer(admin, form(server, ACCOUNT));
      expect(view).toMatchObject({
        source: 'saved',
        server: { user: 'rekey', port: server.port },
        why: null,
      });
      expect(JSON.stringify(view)).not.toContain(ACCOUNT.password);
      expect(await readFile(file, 'utf8')).not.toContain(ACCOUNT.password);
      expect((await stat(file)).mode & 0o077).toBe(0);
      expect(JSON.stringify(await log(database))).not.toContain(ACCOUNT.password);
      expect((await log(database))[0]).toMatchObject({
        action: 'change-mail-server',
        outcome: 'done',
        before: null,
        after: { host: '127.0.0.1', user: 'rekey' },
      });
      expect(await room.mailSettings.test(admin, null)).toEqual({ sent: true, to: admin.email });
      // And after the next start.
      const next = room.another({ secretStore: KEYCHAIN, dataDirectory });
      expect(await next.mailSettings.test(admin, null)).toEqual({ sent: true, to: admin.email });
      expect(server.mails.map((mail) => mail.headers.get('from'))).toEqual([
        'Support <support@example.org>',
        'Support <support@example.org>',
      ]);
    });

    it('is not saved with a password where there is no keychain, and without one it is', async () => {
      const server = await mailServer();
      const { room, admin, file } = await openRoom({ secretStore: null });
      await expect(room.mailSettings.saveServer(admin, form(server, ACCOUNT))).rejects.toMatchObject({
        code: 'CONFIGURATION',
        facts: { why: expect.stringContaining('no keychain') },
      });
      await expect(readFile(file)).rejects.toThrow();
      expect((await room.mailSettings.view(admin)).cannotKeepPasswordBecause).toContain('REKEY_SMTP_URL');
      expect(await room.mailSettings.saveServer(admin, form(server))).toMatchObject({ source: 'saved' });
    });

    it('is not saved where REKEY_SMTP_URL wins over it', async () => {
      const server = await mailServer();
      const { room, admin, file } = await openRoom({ smtp: server.url });
      await expect(room.mailSettings.saveServer(admin, form(server))).rejects.toMatchObject({
        code: 'CONFIGURATION',
      });
      await expect(room.mailSettings.removeServer(admin)).rejects.toMatchObject({ code: 'CONFIGURATION' });
      await expect(readFile(file)).rejects.toThrow();
    });

    it('stays as it was when the change can not be logged', async () => {
      const server = await mailServer();
      const { database, room, admin, file } = await openRoom();
      await room.mailSettings.saveServer(admin, form(server));
      const before = await readFile(file, 'utf8');
      await database.reader.schema.renameTable('rekey_audit_head', 'rekey_audit_head_away');
      await expect(
        room.mailSettings.saveServer(admin, form(server, { from: 'other@example.org' })),
      ).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      expect(await readFile(file, 'utf8')).toBe(before);
      await database.reader.schema.renameTable('rekey_audit_head_away', 'rekey_audit_head');
      expect((await room.mailSettings.view(admin)).server?.from).toBe('support@example.org');
    });

    it('keeps its stored password from every other server, user and weaker TLS', async () => {
      const server = await mailServer({ account: ACCOUNT });
      const thief = await mailServer({ account: ACCOUNT });
      const { room, admin } = await openRoom();
      await room.mailSettings.saveServer(admin, form(server, ACCOUNT));
      const stored = form(server, { user: 'rekey' });
      expect(await room.mailSettings.test(admin, stored)).toMatchObject({ sent: true });
      for (const changes of [{ port: thief.port }, { host: 'localhost' }, { user: 'other' }]) {
        await expect(room.mailSettings.test(admin, { ...stored, ...changes })).rejects.toMatchObject({
          code: 'BAD_INPUT',
        });
      }
      expect(thief.signIns).toEqual([]);
    });

    it('keeps the file of the certificates to trust, and its password from any other such file', async () => {
      const server = await mailServer({ account: ACCOUNT });
      const { room, admin, dataDirectory } = await openRoom();
      const tls = form(server, { ...ACCOUNT, security: 'starttls', ca: join(dataDirectory, 'gone.pem') });
      await room.mailSettings.saveServer(admin, tls);
      const next = room.another({ secretStore: KEYCHAIN, dataDirectory });
      expect((await next.mailSettings.view(admin)).server).toMatchObject({ ca: tls.ca });
      expect(await next.mailSettings.test(admin, null)).toMatchObject({
        sent: false,
        message: expect.stringContaining('gone.pem'),
        next: expect.stringContaining('in Settings'),
      });
      for (const ca of [undefined, '/elsewhere.pem']) {
        const asked = next.mailSettings.test(admin, { ...tls, password: '', ca });
        await expect(asked).rejects.toMatchObject({ code: 'BAD_INPUT' });
      }
      for (const changes of [{ security: 'none' }, { verifyCertificate: false }] as const) {
        await expect(room.mailSettings.saveServer(admin, { ...tls, ...changes })).rejects.toMatchObject({
          code: 'CONFIGURATION',
          facts: { why: expect.stringContaining('only where the certificate is checked') },
        });
      }
      expect(server.signIns).toEqual([]);
    });

    it('can be forgotten, after which mails wait', async () => {
      const server = await mailServer();
      const { room, admin } = await openRoom();
      await room.mailSettings.saveServer(admin, form(server));
      expect(await room.mailSettings.removeServer(admin)).toMatchObject({ source: 'none', server: null });
      await expect(room.mailSettings.test(admin, null)).rejects.toMatchObject({
        code: 'MAIL_NOT_CONFIGURED',
      });
    });

    it('in a damaged file, or under a password of another machine, is named and keeps nobody out', async () => {
      const server = await mailServer();
      const { room, admin, dataDirectory } = await openRoom();
      await room.mailSettings.saveServer(admin, form(server, ACCOUNT));
      const broken: SecretStore = {
        encrypt: KEYCHAIN.encrypt,
        decrypt: () => {
          throw new Error('another machine');
        },
      };
      const other = room.another({ dataDirectory, secretStore: broken });
      expect((await other.mailSettings.view(admin)).why).toContain('does not open for this person');
      const without = room.another({ dataDirectory, secretStore: null });
      expect((await without.mailSettings.view(admin)).why).toContain('REKEY_SMTP_URL');
    });
  });

  describe('the test mail', () => {
    it('goes to the own address and names what is wrong', async () => {
      const server = await mailServer({ account: { user: 'rekey', password: 'right' } });
      const { database, room, admin } = await openRoom();
      const wrong = { user: 'rekey', password: 'wrong-password' };
      const refused = await room.mailSettings.test(admin, form(server, wrong));
      expect(refused).toMatchObject({
        sent: false,
        message: expect.stringContaining('refused user or password'),
      });
      expect(JSON.stringify([refused, await log(database)])).not.toContain('wrong-password');
      const away = await mailServer();
      await away.stop();
      servers.pop();
      expect(await room.mailSettings.test(admin, form(away))).toMatchObject({
        sent: false,
        message: expect.stringContaining('connection refused'),
      });
      expect(
        await room.mailSettings.test(admin, form(server, { host: 'no-such-host.invalid' })),
      ).toMatchObject({
        sent: false,
        message: expect.stringContaining('No machine of the name'),
      });
      expect(server.mails).toEqual([]);
      const right = { user: 'rekey', password: 'right' };
      expect(await room.mailSettings.test(admin, form(server, right))).toEqual({
        sent: true,
        to: admin.email,
      });
      expect(server.mails[0]?.to).toEqual([admin.email]);
    });

    it('is refused for somebody without an address', async () => {
      const server = await mailServer();
      const { room, admin } = await openRoom();
      await expect(room.mailSettings.test({ ...admin, email: null }, form(server))).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
    });
  });

  describe('templates', () => {
    const own = { subject: 'Hello {name}', text: 'On {when}. {contact}', html: '<p>{when} {contact}</p>' };

    it('are sent as they were changed, each change is logged, and can be reset', async () => {
      const server = await mailServer();
      const { database, room, admin } = await openRoom({ smtp: server.url });
      await room.mailSettings.setTemplate(admin, 'unlock', own);
      await room.mailSettings.setLetterhead(admin, { platform: 'Testland', contact: 'call 112' });
      const [letterhead, template] = await log(database);
      expect(letterhead).toMatchObject({ action: 'change-letterhead', after: { contact: 'call 112' } });
      expect(template).toMatchObject({
        action: 'change-mail-template',
        detail: { kind: 'unlock' },
        before: defaultTemplate('unlock'),
        after: own,
      });
      const variables = { name: 'Anna', when: 'today', username: 'anna' };
      await room.mail.sendNow({ to: 'anna@example.org', kind: 'unlock', variables });
      expect(server.mails[0]?.headers.get('subject')).toBe('Hello Anna');
      expect(server.mails[0]?.text.trim()).toBe('On today. call 112');
      expect(server.mails[0]?.html).toContain('<p>today call 112</p>');

      const view = await room.mailSettings.setTemplate(admin, 'unlock', null);
      expect(view.templates.find(({ kind }) => kind === 'unlock')).toMatchObject({
        untouched: true,
        ...defaultTemplate('unlock'),
      });
    });

    it('that are wrong are refused, logged as refused, and change nothing', async () => {
      const { database, room, admin } = await openRoom();
      await expect(
        room.mailSettings.setTemplate(admin, 'unlock', { ...own, text: '{nobody}' }),
      ).rejects.toMatchObject({ code: 'MAIL_TEMPLATE' });
      await expect(
        room.mailSettings.setLetterhead(admin, { platform: 'x', contact: 'a\nBcc: b' }),
      ).rejects.toMatchObject({ code: 'MAIL_TEMPLATE' });
      expect((await log(database)).map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
      const { templates } = await room.mailSettings.view(admin);
      expect(templates.every(({ untouched }) => untouched)).toBe(true);
    });

    it('that nobody could have saved are not used', async () => {
      const { database, room, admin } = await openRoom();
      await database
        .reader('rekey_settings')
        .insert({ name: 'mail-template.unlock', value: '{"subject":"<script>","text":5}' });
      const { templates } = await room.mailSettings.view(admin);
      expect(templates.find(({ kind }) => kind === 'unlock')).toMatchObject({ untouched: true });
    });

    it('are previewed with samples, without being saved', async () => {
      const { room, admin } = await openRoom();
      const preview = await room.mailSettings.preview(admin, 'unlock', own);
      expect(preview.subject).toBe('Hello Maria Lindqvist');
      expect(preview.text).toContain('3 February 2026');
      await expect(
        room.mailSettings.preview(admin, 'unlock', { ...own, html: '<script>' }),
      ).rejects.toMatchObject({ code: 'MAIL_TEMPLATE' });
      expect((await room.mailSettings.view(admin)).templates.every(({ untouched }) => untouched)).toBe(true);
    });
  });

  describe('who may', () => {
    it('change mail settings: admins alone, and by what they are now', async () => {
      const server = await mailServer();
      const { database, room } = await openRoom();
      for (const role of ['support', 'lead', 'auditor'] as const) {
        const actor = await employ(database, role, role);
        const pretending = { ...actor, role: 'admin' as const };
        for (const attempt of [
          () => room.mailSettings.saveServer(pretending, form(server)),
          () => room.mailSettings.removeServer(pretending),
          () => room.mailSettings.test(pretending, form(server)),
          () => room.mailSettings.setTemplate(pretending, 'unlock', null),
          () => room.mailSettings.setLetterhead(pretending, { platform: 'x', contact: 'y' }),
        ]) {
          await expect(attempt()).rejects.toMatchObject({ code: 'FORBIDDEN' });
        }
      }
      expect((await log(database)).every(({ outcome }) => outcome === 'refused')).toBe(true);
      const support = await employ(database, 'sam', 'support');
      await expect(room.mailSettings.view(support)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(
        room.mailSettings.preview(support, 'unlock', defaultTemplate('unlock')),
      ).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(server.mails).toEqual([]);
    });

    it('try mails again: leads and admins, while everybody may see how far they are', async () => {
      const server = await mailServer();
      const { database, room } = await openRoom({ smtp: server.url });
      const [support, auditor, lead] = [
        await employ(database, 'sam', 'support'),
        await employ(database, 'aud', 'auditor'),
        await employ(database, 'lea', 'lead'),
      ];
      const id = await database.transaction((tx) =>
        queueNotification(tx, {
          kind: 'unlock',
          to: 'anna@example.org',
          userId: '7',
          userLabel: 'anna',
          variables: {},
          actionId: null,
          now: room.time.now,
        }),
      );
      server.refuse.content = { code: 550, words: 'no' };
      for (const actor of [support, auditor]) {
        await expect(room.notifications.retry(actor, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
        await expect(room.notifications.retryFailed(actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
        await expect(room.notifications.send(actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
        expect((await room.notifications.list(actor, {}, { limit: 5 })).notifications).toHaveLength(1);
      }
      expect(server.mails).toEqual([]);
      await room.notifications.send(lead);
      expect(await room.notifications.summary(support)).toMatchObject({ waiting: 0, failed: 1 });
      expect(await room.notifications.retryFailed(lead)).toEqual({ revived: 1 });
      expect(await room.notifications.summary(support)).toMatchObject({ waiting: 1, failed: 0 });
      server.refuse.content = null;
      await room.notifications.send(lead);
      await expect(room.notifications.retry(lead, id)).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
      await expect(room.notifications.retry(lead, 999)).rejects.toMatchObject({
        code: 'NOTIFICATION_NOT_FOUND',
      });
      const actions = (await log(database)).map(({ action }) => action);
      expect(actions).toContain('retry-notification');
      expect(actions).toContain('retry-failed-notifications');
      expect(actions).toContain('send-notifications');
    });
  });

  it('lists notifications page by page, newest first, and by state', async () => {
    const { database, room, admin } = await openRoom();
    for (let n = 0; n < 7; n += 1) {
      await database.transaction((tx) =>
        queueNotification(tx, {
          kind: n % 2 ? 'unlock' : 'disable-2fa',
          to: `user${n}@example.org`,
          userId: String(n),
          userLabel: `user${n}`,
          variables: { secretish: 'not shown' },
          actionId: null,
          now: room.time.now + n * MINUTE,
        }),
      );
    }
    const first = await room.notifications.list(admin, { state: 'waiting' }, { limit: 4 });
    const second = await room.notifications.list(
      admin,
      { state: 'waiting' },
      { limit: 4, before: first.before ?? 0 },
    );
    const to = [...first.notifications, ...second.notifications].map((one) => one.to);
    expect(to).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `user${n}@example.org`));
    expect(second.before).toBeNull();
    expect(JSON.stringify(first)).not.toContain('not shown');
    expect((await room.notifications.list(admin, { state: 'sent' }, { limit: 4 })).notifications).toEqual([]);
  });
});
