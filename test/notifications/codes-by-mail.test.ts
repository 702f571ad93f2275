/** New backup codes straight to the user: seen by nobody here, and never lost or sent twice. */
import { afterEach, describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { DAY } from '../../main/services/clock.ts';
import { OLD_CODE, openCodesRoom, UNWEIGHED } from '../support/codes-room.ts';
import { forEachDatabase } from '../support/databases.ts';
import { SUPPORT } from '../support/desk.ts';
import type { MailServerUnderTest } from '../support/mail-server.ts';

const servers: MailServerUnderTest[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

forEachDatabase((open) => {
  async function room(options: Parameters<typeof openCodesRoom>[1] = {}) {
    const opened = await openCodesRoom(await open(), options);
    servers.push(opened.server);
    return opened;
  }

  describe('codes by mail', () => {
    it('reach the mailbox and work, while those from before do not', async () => {
      const all = await room();
      const anna = await all.checked({ fullName: 'Anna Berg' });
      const result = await all.sendFor(anna);
      expect(result.state.backupCodes?.unused).toBe(10);
      expect(await all.works(anna, OLD_CODE)).toBe(false);
      expect(await all.deliver()).toMatchObject({ sent: 1, failed: 0 });

      const [mail] = all.server.mails;
      expect(all.server.mails).toHaveLength(1);
      expect(mail?.to).toEqual(['anna@example.org']);
      expect(mail?.text).toContain('Was this not you?');
      const codes = all.codesIn(0);
      expect(new Set(codes).size).toBe(10);
      expect(await all.works(anna, codes[0] ?? '')).toBe(true);
      expect(await all.works(anna, codes[9] ?? '')).toBe(true);
    });

    it('are nowhere else: not in the answer, the log, the outbox or the list', async () => {
      const all = await room();
      const anna = await all.checked();
      const answer = await all.sendFor(anna);
      expect(answer).not.toHaveProperty('codes');
      expect(answer.sentTo).toBe('anna@example.org');
      const kept = [
        answer,
        await listAudit(all.database.reader, {}, { limit: 50 }),
        await all.database.reader('rekey_notifications'),
        await all.shown(),
      ];
      await all.deliver();
      kept.push(await all.database.reader('rekey_notifications'));
      const codes = all.codesIn(0);
      expect(codes).toHaveLength(10);
      for (const part of codes.flatMap((code) => [code, ...code.split('-')])) {
        expect(JSON.stringify(kept)).not.toContain(part);
      }
      const [entry] = await listAudit(all.database.reader, { category: 'action' }, { limit: 1 });
      expect(entry).toMatchObject({
        action: 'send-backup-codes',
        outcome: 'done',
        detail: { issued: 10, sentTo: 'anna@example.org', evidence: [{ kind: 'email-code' }] },
      });
      expect((await all.outbox())[0]?.sealedVariables).toBeNull();
    });

    it('are sent once when the same action is sent twice, and the second answer says so', async () => {
      const all = await room();
      const request = all.desk.request(await all.checked());
      await Promise.all([all.send(request), all.send(request)]);
      const third = await all.send(request);
      expect(third).toMatchObject({ replayed: true, sentTo: 'anna@example.org' });
      await all.deliver();
      await all.deliver();
      expect(all.server.mails).toHaveLength(1);
    });

    it('are sent by the next console when this one ends after the commit', async () => {
      const all = await room();
      const anna = await all.checked();
      await all.sendFor(anna);
      expect(await all.deliverElsewhere()).toMatchObject({ sent: 1 });
      expect(await all.works(anna, all.codesIn(0)[0] ?? '')).toBe(true);
    });

    it('are neither made nor mailed when the log can not be written', async () => {
      const all = await room();
      const anna = await all.checked();
      await all.database.reader.schema.renameTable('rekey_audit_head', 'rekey_audit_head_away');
      await expect(all.sendFor(anna)).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      expect(await all.outbox()).toEqual([]);
      expect(await all.works(anna, OLD_CODE)).toBe(true);
    });

    it('are given up with the mail, and nobody can revive them: new ones are to be issued', async () => {
      const all = await room();
      await all.sendFor(await all.checked());
      all.server.refuse.recipient = { code: 550, words: 'no such mailbox' };
      expect(await all.deliver()).toMatchObject({ failed: 1 });
      expect((await all.outbox())[0]).toMatchObject({ state: 'failed', sealedVariables: null });
      const [shown] = await all.shown();
      expect(shown?.lastError).toContain('no such mailbox');
      expect(shown?.retryRefusedBecause).toContain('issue new ones');
      const { retry, retryFailed } = all.notifications;
      await expect(retry(all.lead, shown?.id ?? 0)).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
      await expect(retryFailed(all.lead)).rejects.toMatchObject({ code: 'NOTHING_TO_DO' });
    });

    it('are erased after a day of waiting, and not before', async () => {
      const all = await room();
      await all.sendFor(await all.checked());
      await all.server.stop();
      all.time.now += DAY - 1;
      await all.deliver();
      const [waiting] = await all.outbox();
      expect(waiting?.state).toBe('waiting');
      expect(waiting?.sealedVariables).not.toBeNull();
      await all.server.restart();
      all.time.now += 1;
      expect(await all.deliver()).toMatchObject({ sent: 0 });
      expect((await all.outbox())[0]).toMatchObject({ state: 'failed', sealedVariables: null });
      expect(all.server.mails).toEqual([]);
    });

    it('are erased by an open console also where no mail server is set any more', async () => {
      const all = await room();
      await all.sendFor(await all.checked());
      all.time.now += DAY;
      const { sender } = all.another({ smtp: null });
      sender.start();
      await expect.poll(async () => (await all.outbox())[0]?.state, { timeout: 20_000 }).toBe('failed');
      await sender.stop();
      expect((await all.outbox())[0]).toMatchObject({ sealedVariables: null, lastError: expect.any(String) });
    });

    it.each(['issue-backup-codes', 'send-backup-codes', 'reset-authenticator'] as const)(
      'that wait are dropped when %s ends them',
      async (name) => {
        const all = await room({ policy: UNWEIGHED });
        const [anna, bert] = [
          await all.checked(),
          await all.checked({ username: 'bert', to: 'bert@example.org' }),
        ];
        await all.sendFor(anna);
        await all.sendFor(bert);
        await all.desk.actions.run(name, all.desk.by(SUPPORT), all.desk.request(anna), {});
        await all.deliver();
        const [annas, berts, next] = (await all.outbox()).toReversed();
        expect(annas).toMatchObject({ state: 'failed', sealedVariables: null });
        expect(berts).toMatchObject({ kind: 'backup-codes', state: 'sent' });
        expect(next?.state).toBe('sent');
      },
    );
  });
});
