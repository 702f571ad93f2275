/** A key that somebody made and put into the database: what it signs counts for nothing beside a checkpoint that was kept. */
import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { removeThrough } from '../../db/audit/archive.ts';
import { addSigningKey } from '../../db/audit/checkpoints.ts';
import { canonicalJson, type JsonValue } from '../../db/audit/entry.ts';
import { readAuditEntry } from '../../db/audit/log.ts';
import { inFile } from '../../main/services/audit/archive-place.ts';
import { signCheckpoint } from '../../main/services/audit/checkpoint.ts';
import { createNotary } from '../../main/services/audit/notary.ts';
import { ARCHIVE_ACTION, sealOf } from '../../main/services/audit/seal.ts';
import { type SigningKey, signingKeyStore } from '../../main/services/audit/signing-key.ts';
import { ADMIN, dropGuards, openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR } from '../support/desk.ts';
import { START } from '../support/people.ts';

const DAY = 86_400_000;
const REMOVED = 5;

forEachDatabase((open) => {
  describe('a key that somebody made', () => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    let strange: SigningKey;
    /** A file by the log's own key, about an entry that stays. */
    let kept: string;
    let ownKey: string;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
      await room.fill(10);
      const made = await room.audit.makeCheckpoint(AUDITOR);
      kept = made.text;
      ownKey = made.checkpoint.keyId;
      const dataDirectory = await mkdtemp(join(inject('scratch'), 'strange-'));
      strange = signingKeyStore({ dataDirectory, file: null, secretStore: null }).current(1);
    });
    const addKey = (key: SigningKey = strange) => {
      const { sign: _sign, ...record } = key;
      return database.transaction((tx) => addSigningKey(tx, record));
    };
    /** All that the console's own account may do, but for the removal. */
    async function removeUnder(key: SigningKey, through = REMOVED): Promise<void> {
      const last = await readAuditEntry(database.reader, through);
      const facts = { firstSequence: 1, lastSequence: through, lastHash: last?.hash ?? '' };
      const seal = sealOf(key, { ...facts, archive: 'a'.repeat(64), time: START });
      await room.fill(1, {
        category: 'system',
        action: ARCHIVE_ACTION,
        detail: { seal: seal as unknown as JsonValue, file: 'old.gz' },
      });
      await removeThrough(database, through);
    }
    async function addCheckpoint(key: SigningKey, sequence: number, hash: string): Promise<void> {
      const { time, signature } = signCheckpoint(key, { sequence, hash, time: START });
      await database
        .reader('rekey_audit_checkpoints')
        .insert({ sequence, hash, time, key_id: key.keyId, signature, occasion: 'demand' });
    }
    const notary = () => createNotary({ database, clock: () => room.time.now, keyStore: room.keyStore });

    it('removes no entries under a seal, and is named', async () => {
      await addKey();
      await removeUnder(strange);
      expect(await room.verify(kept)).toMatchObject({
        state: 'broken',
        sequence: 1,
        why: `entry 1 is missing: entries 1 to ${REMOVED} were removed under a seal by key ${strange.keyId}, which no endorsement links to key ${ownKey} of the checkpoint`,
      });
    });

    it('is named too when the database does not know it, without a file as well', async () => {
      await removeUnder(strange);
      const why = expect.stringContaining(`a seal by key ${strange.keyId}`);
      expect(await room.verify()).toMatchObject({ state: 'broken', sequence: 1, why });
      expect(await room.verify(kept)).toMatchObject({ state: 'broken', sequence: 1, why });
    });

    it('that endorses the key of the checkpoint itself is not believed', async () => {
      const { publicKey, keyId, madeAt } = room.keyStore.current(1);
      const endorsement = strange.sign(
        canonicalJson({ format: 'rekey-audit-key-1', madeAt, previousKeyId: strange.keyId, publicKey }),
      );
      await addKey();
      await dropGuards(database);
      await database
        .reader('rekey_audit_keys')
        .where({ key_id: keyId })
        .update({ previous_key_id: strange.keyId, endorsement });
      expect((await room.audit.keys(AUDITOR)).every(({ genuine }) => genuine)).toBe(true);
      // What the log says of a key that came already says nothing.
      await room.fill(1, {
        category: 'system',
        action: 'rotate-audit-key',
        detail: { keyId, previousKeyId: strange.keyId },
      });
      const { text } = await room.audit.makeCheckpoint(AUDITOR);
      await removeUnder(strange);
      for (const file of [kept, text]) {
        expect(await room.verify(file)).toMatchObject({
          state: 'broken',
          why: expect.stringContaining(strange.keyId),
        });
      }
    });

    it('in the place of the one before another makes that one no better', async () => {
      const next = await room.audit.rotateKey(ADMIN);
      await dropGuards(database);
      await database
        .reader('rekey_audit_keys')
        .where({ key_id: ownKey })
        .update({ public_key: strange.publicKey });
      const { publicKey, madeAt } = next;
      const endorsement = strange.sign(
        canonicalJson({ format: 'rekey-audit-key-1', madeAt, previousKeyId: ownKey, publicKey }),
      );
      await database.reader('rekey_audit_keys').where({ key_id: next.keyId }).update({ endorsement });
      expect((await room.audit.keys(AUDITOR)).map(({ genuine }) => genuine)).toEqual([false, false]);
    });

    it('makes no checkpoint of the database count beside the file, and is named', async () => {
      await addKey();
      await room.fill(2);
      const { sequence = 0, hash = '' } = (await readAuditEntry(database.reader, 13)) ?? {};
      await addCheckpoint(strange, sequence, hash);
      expect(await room.verify()).toMatchObject({ against: { keyId: strange.keyId } });
      expect(await room.verify(kept)).toMatchObject({
        state: 'whole',
        unproven: expect.stringContaining(
          `What key ${strange.keyId} signed does not count: no endorsement links it to key ${ownKey}.`,
        ),
      });
      // Nor against the log: it says nothing at all.
      await addCheckpoint(strange, 4, 'b'.repeat(64));
      expect(await room.verify(kept)).toMatchObject({ state: 'whole' });
      expect(await room.verify()).toMatchObject({
        state: 'broken',
        why: expect.stringContaining(`(key ${strange.keyId}) says`),
      });
    });

    it('and a row that nobody signed keep no checkpoint from being made, and fix no entry', async () => {
      await addCheckpoint(strange, 9_000_000_000, 'c'.repeat(64));
      await addCheckpoint(strange, 3, 'c'.repeat(64));
      expect(await room.audit.covering(AUDITOR, 12)).toBeNull();
      expect(await room.audit.covering(AUDITOR, 2)).toMatchObject({ keyId: ownKey });
      room.time.now += DAY;
      await room.fill(1);
      expect(await notary().makeDailyCheckpoint()).toMatchObject({ keyId: ownKey });
      expect(await room.verify()).toMatchObject({
        state: 'broken',
        why: expect.stringContaining(`key ${strange.keyId}) is not signed by a key that belongs here`),
      });
    });

    it('has nothing removed by the account for maintenance, whatever file it names', async () => {
      const folder = await mkdtemp(join(inject('scratch'), 'strange-'));
      const file = join(folder, 'earlier.gz');
      await writeFile(file, 'an archive');
      const last = await readAuditEntry(database.reader, REMOVED);
      const facts = { firstSequence: 1, lastSequence: REMOVED, lastHash: last?.hash ?? '', time: START };
      const archive = createHash('sha256').update('an archive').digest('hex');
      const seal = sealOf(strange, { ...facts, archive }) as unknown as JsonValue;
      await addKey();
      await room.fill(1, {
        category: 'system',
        action: ARCHIVE_ACTION,
        detail: { seal, file: 'earlier.gz' },
      });
      const options = { place: inFile(file), maintenance: database };
      for (const archiving of [
        () => room.audit.archive(ADMIN, { before: START + DAY, ...options }),
        () => room.audit.archiveDue(null, options),
      ]) {
        await expect(archiving()).rejects.toMatchObject({
          code: 'AUDIT_BROKEN',
          facts: { why: expect.stringContaining(`key ${strange.keyId}, which no endorsement links to key`) },
        });
      }
      expect((await readAuditEntry(database.reader, 1))?.sequence).toBe(1);
    });

    describe('is told from one that was changed:', () => {
      const archive = async () => {
        const folder = await mkdtemp(join(inject('scratch'), 'strange-'));
        const place = inFile(join(folder, 'old.jsonl.gz'));
        await room.audit.archive(ADMIN, { before: START + DAY, place, maintenance: database });
      };
      const aYearLater = async () => {
        room.time.now = START + 400 * DAY;
        await room.fill(2, { time: room.time.now });
      };
      const checkpoint = async () => (await room.audit.makeCheckpoint(AUDITOR)).text;

      it('a seal by a later key counts beside a file by an earlier one', async () => {
        await aYearLater();
        const file = await checkpoint();
        await room.audit.rotateKey(ADMIN);
        await room.audit.rotateKey(ADMIN);
        await archive();
        expect(await room.verify(file)).toMatchObject({ state: 'whole', against: { from: 'file' } });
        expect(await room.verify(file)).not.toMatchObject({
          unproven: expect.stringContaining('does not count'),
        });
      });

      it('a seal by an earlier key counts beside a file by a later one', async () => {
        await aYearLater();
        await archive();
        await room.audit.rotateKey(ADMIN);
        await room.audit.rotateKey(ADMIN);
        await room.fill(1);
        expect(await room.verify(await checkpoint())).toMatchObject({
          state: 'whole',
          against: { from: 'file' },
        });
      });

      it('another machine has a key of its own, whose seal counts beside its own file only', async () => {
        await aYearLater();
        const here = await checkpoint();
        const elsewhere = await openAuditRoom(database);
        elsewhere.time.now = room.time.now;
        const { text: there, checkpoint: theirs } = await elsewhere.audit.makeCheckpoint(AUDITOR);
        const folder = await mkdtemp(join(inject('scratch'), 'strange-'));
        const place = inFile(join(folder, 'old.jsonl.gz'));
        await elsewhere.audit.archive(ADMIN, { before: START + DAY, place, maintenance: database });
        expect(await room.verify(there)).toMatchObject({ state: 'whole' });
        expect(await room.verify(here)).toMatchObject({
          state: 'broken',
          why: expect.stringContaining(theirs.keyId),
        });
      });
    });
  });
});
