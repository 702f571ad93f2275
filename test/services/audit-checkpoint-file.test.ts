/** A checkpoint that somebody brings, from a file or a QR code: what is refused before anything is verified. */
import { beforeEach, describe, expect, it } from 'vitest';
import { dropGuards, openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR } from '../support/desk.ts';

forEachDatabase((open) => {
  describe('a checkpoint that is brought', () => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
      await room.fill(3);
    });
    const start = (checkpoint: string) => room.audit.startVerification(AUDITOR, { checkpoint });
    const verifications = () =>
      database.reader('rekey_audit_entries').where({ action: 'verify-audit-log' }).pluck('outcome');

    it('may have white space around it, and a byte order mark', async () => {
      const { text } = await room.audit.makeCheckpoint(AUDITOR);
      expect(await room.verify(`\uFEFF  ${text}\r\n`)).toMatchObject({
        state: 'whole',
        against: { from: 'file' },
      });
    });

    it.each([
      ['nothing', ''],
      ['other text', 'The quick brown fox'],
      ['other JSON', '{"format":"rekey-audit-export-1"}'],
      ['a picture', '\u0000\u0001PNG\uFFFD'],
    ])('is refused when it is %s', async (_what, text) => {
      await expect(start(text)).rejects.toMatchObject({ code: 'CHECKPOINT_BAD' });
      expect(await verifications()).toEqual([]);
    });

    it('is refused when it is too large, whatever it begins with', async () => {
      const { text } = await room.audit.makeCheckpoint(AUDITOR);
      await expect(start(text + ' '.repeat(2_000))).rejects.toMatchObject({
        code: 'CHECKPOINT_BAD',
        facts: { why: expect.stringContaining('too large') },
      });
    });

    it('of another log is refused by the name of its key, and is no sign of a broken log', async () => {
      const stranger = await openAuditRoom(await open('console'));
      await stranger.fill(2);
      const { text, checkpoint } = await stranger.audit.makeCheckpoint(AUDITOR);
      await room.audit.makeCheckpoint(AUDITOR);
      await expect(start(text)).rejects.toMatchObject({
        code: 'CHECKPOINT_FOREIGN',
        facts: { keyId: checkpoint.keyId },
      });
      expect(await verifications()).toEqual([]);
    });

    it('by a key that was taken out of the database is told of too', async () => {
      const { text } = await room.audit.makeCheckpoint(AUDITOR);
      await dropGuards(database);
      await database.reader('rekey_audit_keys').delete();
      await expect(start(text)).rejects.toMatchObject({ code: 'CHECKPOINT_FOREIGN' });
    });

    it('is not taken as held against when another verification runs already', async () => {
      const { text } = await room.audit.makeCheckpoint(AUDITOR);
      await room.audit.startVerification(AUDITOR);
      await expect(start(text)).rejects.toMatchObject({ code: 'VERIFICATION_BUSY' });
      expect(await room.verify()).toMatchObject({ against: { from: 'database' } });
    });
  });
});
