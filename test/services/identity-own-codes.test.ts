import { describe, expect, it } from 'vitest';
import { hashSecret } from '../../db/argon2.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { HOUR } from '../../main/services/clock.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import { forEachDatabase } from '../support/databases.ts';
import { LEAD, SUPPORT } from '../support/desk.ts';
import { CODES, openIdentityRoom, SECRET } from '../support/identity-room.ts';
import { START } from '../support/people.ts';

forEachDatabase((open) => {
  const room = async () => openIdentityRoom(await open());

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

    it('what cannot be a code is bad input and no try, and codes are read however they are written', async () => {
      const all = await room();
      const anna = await all.person();
      for (let n = 0; n < 6; n += 1) {
        for (const typed of ['AAAA-BBBB', 'AAAAA_BBBBB', 'UAAAA-BBBBB', '']) {
          await expect(all.identity.useBackupCode(SUPPORT, all.about(anna), typed)).rejects.toMatchObject({
            code: 'BAD_INPUT',
          });
        }
        await expect(all.identity.checkTotp(SUPPORT, all.about(anna), '12345O')).rejects.toMatchObject({
          code: 'BAD_INPUT',
        });
      }
      expect(await all.database.reader('rekey_identity_checks')).toEqual([]);
      expect(await all.log()).toEqual([]);
      const digits = codeAt(SECRET, stepAt(START)).replace(/\d/g, (digit) =>
        String.fromCharCode(0x660 + Number(digit)),
      );
      expect((await all.identity.checkTotp(SUPPORT, all.about(anna), `\u200f${digits}`)).have).toBe(3);
      const typed = 'ａａａａａ\u2212bb\u00adbbb';
      expect((await all.identity.useBackupCode(SUPPORT, all.about(anna), typed)).have).toBe(6);
    });

    it('codes that were issued before they became longer, and stored then, keep working beside the new ones', async () => {
      const all = await room();
      const anna = await all.person({ codes: [] });
      const stored = [
        // Of 7k3mq-9xv2a, as docs/platform-schema.md has had it since codes had ten characters.
        '$argon2id$v=19$m=19456,t=2,p=1$gOOJWjw0uW6KFCDuQQpWYA$c699c3vS8bNB/F5Nb3XcoJvwjYkb/93upP2UNEmaq8g',
        await hashSecret('7K3MQ9XV2A0BC'),
      ];
      await all.database
        .reader('backup_codes')
        .insert(stored.map((hash) => ({ user_id: anna, kind: 'standard', hash, created_at: START })));
      expect((await all.identity.useBackupCode(SUPPORT, all.about(anna), '7k3mq-9xv2a')).have).toBe(3);
      expect((await all.identity.useBackupCode(SUPPORT, all.about(anna), '7K3M Q9XV 2AOBC')).have).toBe(3);
      const reading = await all.desk.platform.read(all.database.reader, anna, START);
      expect(reading?.state.backupCodes).toMatchObject({ unused: 0, used: 2 });
    });

    it('a user without codes has no tries to lose', async () => {
      const all = await room();
      const pia = await all.person({ username: 'pia', confirmed: false, codes: [] });
      for (let n = 0; n < 6; n += 1) {
        await expect(
          all.identity.useBackupCode(SUPPORT, all.about(pia), 'ZZZZZ-ZZZZZ'),
        ).rejects.toMatchObject({
          code: 'IDENTITY_NOT_PROVED',
        });
        await expect(all.identity.checkTotp(SUPPORT, all.about(pia), '123456')).rejects.toMatchObject({
          code: 'IDENTITY_NOT_PROVED',
        });
      }
      expect(await all.database.reader('rekey_identity_checks')).toEqual([]);
      expect((await all.log()).filter(({ outcome }) => outcome === 'refused')).toHaveLength(12);
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

    it('a backup code that was taken is told to the user, without the code, and a wrong one is not', async () => {
      const all = await room();
      const anna = await all.person();
      const wrong = all.identity.useBackupCode(SUPPORT, all.about(anna), 'ZZZZZ-ZZZZZ');
      await expect(wrong).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      expect(await all.database.reader('rekey_notifications')).toEqual([]);
      await all.identity.useBackupCode(SUPPORT, all.about(anna), CODES[0] as string);
      const queued = await all.database.reader('rekey_notifications');
      expect(queued).toMatchObject([
        { kind: 'backup-code-taken', recipient: 'anna@example.org', user_id: anna, state: 'waiting' },
      ]);
      for (const part of (CODES[0] as string).split('-')) expect(JSON.stringify(queued)).not.toContain(part);
    });

    it('an emergency code, which staff issued, proves nothing and stays', async () => {
      const all = await room();
      const anna = await all.person({ codes: [] });
      const hash = await hashSecret('EEEEEFFFFF');
      await all.database.transaction((tx) =>
        all.desk.platform.codes.addEmergency(tx, anna, hash, START + HOUR, START),
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
      expect(reading?.state.backupCodes?.unused).toBe(2);
      expect(await all.database.reader('rekey_identity_checks')).toEqual([]);
      expect(await all.database.reader('rekey_notifications')).toEqual([]);
    });
  });
});
