import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { parseCheckpoint } from '../../main/services/audit/checkpoint.ts';
import { signingKeyStore } from '../../main/services/audit/signing-key.ts';
import { ADMIN, dropGuards, openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR, LEAD, SUPPORT } from '../support/desk.ts';
import { cutOff, rewrite } from '../support/forgery.ts';

const DAY = 86_400_000;

forEachDatabase((open) => {
  describe('a checkpoint', () => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
    });
    const checkpoint = async () => (await room.audit.makeCheckpoint(AUDITOR)).text;

    it('signs the last entry, is stored, and is logged with the key that was made for it', async () => {
      await room.fill(3);
      const { checkpoint, text } = await room.audit.makeCheckpoint(AUDITOR);
      expect(parseCheckpoint(text)).toMatchObject({ sequence: 4, hash: checkpoint.hash });
      expect(await room.audit.checkpoints(AUDITOR, 10)).toMatchObject([{ sequence: 4, occasion: 'demand' }]);
      const logged = await listAudit(database.reader, { category: 'system' }, { limit: 9 });
      expect(logged.map(({ action, staff }) => [action, staff?.name])).toEqual([
        ['make-checkpoint', 'aud'],
        ['make-audit-key', 'aud'],
      ]);
      expect(logged[0]?.detail).toMatchObject({ sequence: 4, hash: checkpoint.hash });
    });

    it('proves that nothing was changed, and says what it does not reach', async () => {
      await room.fill(3);
      const text = await checkpoint();
      await room.fill(2);
      const whole = await room.verify(text);
      expect(whole).toMatchObject({ state: 'whole', against: { sequence: 4, from: 'file' } });
      expect(whole).toMatchObject({ unproven: expect.stringContaining('after entry 4 (3 so far)') });
    });

    it.each([1, 3])('shows that entry %d was changed and every hash after it made anew', async (sequence) => {
      await room.fill(5);
      const text = await checkpoint();
      await dropGuards(database);
      await rewrite(database, sequence, { ticket: 'forged' });
      await database.reader('rekey_audit_checkpoints').delete();
      expect(await room.verify()).toMatchObject({ state: 'whole', against: null });
      expect(await room.verify(text)).toMatchObject({
        state: 'broken',
        sequence: 6,
        why: expect.stringContaining('it or an entry before it was changed'),
        agreeing: null,
      });
    });

    it('says up to where an earlier one still agrees', async () => {
      await room.fill(2);
      await checkpoint();
      await room.fill(4);
      const text = await checkpoint();
      await dropGuards(database);
      await rewrite(database, 6, { ticket: 'forged' });
      expect(await room.verify(text)).toMatchObject({ state: 'broken', agreeing: 3 });
    });

    it('shows that the end was cut off and the head set back', async () => {
      await room.fill(5);
      const text = await checkpoint();
      await dropGuards(database);
      await cutOff(database, 2);
      await database.reader('rekey_audit_checkpoints').delete();
      expect(await room.verify()).toMatchObject({ state: 'whole', entries: 2 });
      expect(await room.verify(text)).toMatchObject({
        state: 'broken',
        why: 'the log ends at entry 3, and a checkpoint is about entry 6: its end was cut off',
      });
    });

    it('in the database shows both without a file as well', async () => {
      await room.fill(5);
      await checkpoint();
      await dropGuards(database);
      await rewrite(database, 2, { ticket: 'forged' });
      expect(await room.verify()).toMatchObject({ state: 'broken', sequence: 6 });
    });

    it('that somebody put into the database without the key is told', async () => {
      await room.fill(2);
      await checkpoint();
      const [stored] = await database.reader('rekey_audit_checkpoints');
      const { id: _id, ...row } = stored;
      await database.reader('rekey_audit_checkpoints').insert({ ...row, sequence: 2 });
      expect(await room.verify()).toMatchObject({
        state: 'broken',
        why: expect.stringContaining('is not signed by a key that belongs here'),
      });
    });

    it('whose file was edited is refused, whatever was edited', async () => {
      await room.fill(2);
      const text = await checkpoint();
      const { checkpoint: other } = await room.audit.makeCheckpoint(AUDITOR);
      for (const changed of [
        text.replace('"sequence":3', '"sequence":2'),
        text.replace(/"hash":"[0-9a-f]{64}"/, `"hash":"${other.hash}"`),
        text.replace(/"time":\d+/, '"time":1'),
        text.replace(/"signature":"[^"]+"/, `"signature":"${other.signature}"`),
        text.replace(/"publicKey":"[^"]+"/, '"publicKey":"AAAA"'),
        text.slice(0, 40),
        '',
      ]) {
        expect(changed).not.toBe(text);
        await expect(room.audit.startVerification(AUDITOR, { checkpoint: changed })).rejects.toMatchObject({
          code: 'CHECKPOINT_BAD',
        });
      }
    });

    it('is not made of a log whose signed past was changed', async () => {
      await room.fill(3);
      await checkpoint();
      await dropGuards(database);
      await rewrite(database, 1, { ticket: 'forged' });
      await expect(room.audit.makeCheckpoint(AUDITOR)).rejects.toMatchObject({ code: 'AUDIT_BROKEN' });
    });

    it('is made once a day while something happens', async () => {
      const { createNotary } = await import('../../main/services/audit/notary.ts');
      const notary = createNotary({ database, clock: () => room.time.now, keyStore: room.keyStore });
      expect(await notary.makeDailyCheckpoint()).toBeNull();
      await room.fill(1);
      expect(await notary.makeDailyCheckpoint()).toMatchObject({ sequence: 2 });
      await room.fill(1);
      room.time.now += DAY - 1;
      expect(await notary.makeDailyCheckpoint()).toBeNull();
      room.time.now += 1;
      expect(await notary.makeDailyCheckpoint()).toMatchObject({ sequence: 4 });
      room.time.now += DAY;
      expect(await notary.makeDailyCheckpoint()).toBeNull();
    });

    it('is refused to whom the log is not shown, and a new key to everybody but an admin', async () => {
      await expect(room.audit.makeCheckpoint(SUPPORT)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(room.audit.rotateKey(LEAD)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(room.audit.rotateKey(AUDITOR)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });

    it('stays good after the key was changed, and the new key is signed by the old', async () => {
      await room.fill(2);
      const text = await checkpoint();
      const next = await room.audit.rotateKey(ADMIN);
      const { checkpoint: after } = await room.audit.makeCheckpoint(AUDITOR);
      expect(after.keyId).toBe(next.keyId);
      expect(next.previousKeyId).toBe(parseCheckpoint(text).keyId);
      expect((await room.audit.keys(AUDITOR)).map(({ genuine }) => genuine)).toEqual([true, true]);
      expect(await room.verify(text)).toMatchObject({ state: 'whole' });
      expect(await room.verify()).toMatchObject({ state: 'whole', against: { keyId: next.keyId } });
    });

    it('by a key that claims another before it is not believed', async () => {
      await room.fill(1);
      await room.audit.makeCheckpoint(AUDITOR);
      const stranger = await openAuditRoom(await open('console'));
      const { checkpoint: theirs } = await stranger.audit.makeCheckpoint(AUDITOR);
      const [own] = await room.audit.keys(AUDITOR);
      await database.reader('rekey_audit_keys').insert({
        key_id: theirs.keyId,
        public_key: theirs.publicKey,
        made_at: 1,
        previous_key_id: own?.keyId,
        endorsement: theirs.signature,
      });
      const keys = await room.audit.keys(AUDITOR);
      expect(keys.find(({ keyId }) => keyId === theirs.keyId)?.genuine).toBe(false);
    });

    it('is told after a restart, from what was logged', async () => {
      await room.fill(2);
      await checkpoint();
      const before = await room.verify();
      // Who may not verify leaves an entry too, which is no verdict.
      await expect(room.audit.startVerification(SUPPORT)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      const again = await openAuditRoom(database);
      expect(await again.audit.verification(AUDITOR)).toEqual(before);
    });
  });
});

describe('the signing key', () => {
  async function folder(): Promise<string> {
    const { mkdtemp } = await import('node:fs/promises');
    const { inject } = await import('vitest');
    return mkdtemp(join(inject('scratch'), 'key-'));
  }

  it('is a file that only its owner may read, and the same key the next time', async () => {
    const dataDirectory = await folder();
    const first = signingKeyStore({ dataDirectory, file: null, secretStore: null }).current(1);
    const file = join(dataDirectory, 'audit-key.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(signingKeyStore({ dataDirectory, file: null, secretStore: null }).current(2).keyId).toBe(
      first.keyId,
    );
  });

  it('that others may read is refused, and so is one that was damaged', async () => {
    const dataDirectory = await folder();
    const store = signingKeyStore({ dataDirectory, file: null, secretStore: null });
    store.current(1);
    const file = join(dataDirectory, 'audit-key.json');
    await chmod(file, 0o644);
    expect(() => store.current(1)).toThrow('chmod 600');
    await chmod(file, 0o600);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.slice(0, 50));
    expect(() => store.current(1)).toThrow('not a key that Rekey wrote');
    await writeFile(file, text.replace(/"publicKey": "[^"]+"/, '"publicKey": "AAAA"'));
    expect(() => store.current(1)).toThrow('do not belong together');
  });

  it('is sealed where there is a keychain, and does not open without it', async () => {
    const dataDirectory = await folder();
    const secretStore = {
      encrypt: (plain: string) => Buffer.from(plain).reverse().toString('base64'),
      decrypt: (sealed: string) => Buffer.from(sealed, 'base64').reverse().toString(),
    };
    const key = signingKeyStore({ dataDirectory, file: null, secretStore }).current(1);
    const file = join(dataDirectory, 'audit-key.sealed.json');
    expect(signingKeyStore({ dataDirectory, file: null, secretStore }).current(1).keyId).toBe(key.keyId);
    expect(() => signingKeyStore({ dataDirectory, file, secretStore: null }).current(1)).toThrow(
      'does not open',
    );
  });

  it('is read from the file that the environment names', async () => {
    const file = join(await folder(), 'elsewhere.json');
    const one = signingKeyStore({ dataDirectory: '/nowhere', file, secretStore: null }).current(1);
    expect(signingKeyStore({ dataDirectory: '/else', file, secretStore: null }).current(1).keyId).toBe(
      one.keyId,
    );
    expect(() =>
      signingKeyStore({ dataDirectory: '/nowhere', file: null, secretStore: null }).current(1),
    ).toThrow('can not be written');
  });
});
