/** A log whose beginning was archived: what is left is held against every checkpoint and seal there is. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { readHead } from '../../db/audit/log.ts';
import { inFile } from '../../main/services/audit/archive-place.ts';
import { ADMIN, dropGuards, openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR } from '../support/desk.ts';
import { cutOff, rewrite } from '../support/forgery.ts';
import { START } from '../support/people.ts';

const DAY = 86_400_000;
const ARCHIVED = 30;
const ANOTHER = 'a'.repeat(64);

forEachDatabase((open) => {
  describe('after an archive', () => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    /** Of an entry that was archived, and of one that is left. */
    let early: string;
    let kept: string;
    let keptAt: number;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
      await room.fill(10, { time: START });
      early = (await room.audit.makeCheckpoint(AUDITOR)).text;
      await room.fill(ARCHIVED - 12, { time: START });
      expect((await readHead(database.reader)).sequence).toBe(ARCHIVED);
      room.time.now = START + 400 * DAY;
      await room.fill(3, { time: room.time.now });
      const folder = await mkdtemp(join(inject('scratch'), 'after-'));
      const place = inFile(join(folder, 'old.jsonl.gz'));
      await room.audit.archive(ADMIN, { before: START + DAY, place, maintenance: database });
      await room.fill(2, { time: room.time.now });
      const made = await room.audit.makeCheckpoint(AUDITOR);
      kept = made.text;
      keptAt = made.checkpoint.sequence;
      await room.fill(2, { time: room.time.now });
      await dropGuards(database);
    });
    const forgetCheckpoints = () => database.reader('rekey_audit_checkpoints').delete();

    it('a log that nobody touched agrees with the checkpoint', async () => {
      expect(await room.verify(kept)).toMatchObject({
        state: 'whole',
        against: { from: 'file', sequence: keptAt },
      });
    });

    it.each([ARCHIVED + 1, ARCHIVED + 4])(
      'what was written anew from entry %d on is found by the checkpoint that was kept',
      async (from) => {
        await forgetCheckpoints();
        await rewrite(database, from, { ticket: 'forged' });
        expect(await room.verify()).toMatchObject({ state: 'whole' });
        expect(await room.verify(kept)).toMatchObject({
          state: 'broken',
          sequence: keptAt,
          why: expect.stringMatching(
            /^its hash is [0-9a-f]{64}, and the checkpoint of the file says [0-9a-f]{64}: it or an entry before it was changed$/,
          ),
          agreeing: ARCHIVED,
        });
      },
    );

    it('what was written anew and does not follow the archive is found without any checkpoint', async () => {
      await forgetCheckpoints();
      await rewrite(database, ARCHIVED + 1, { ticket: 'forged' }, ANOTHER);
      for (const checkpoint of [undefined, kept]) {
        expect(await room.verify(checkpoint)).toMatchObject({
          state: 'broken',
          sequence: ARCHIVED + 1,
          why: expect.stringMatching(
            `^it follows an entry with the hash ${ANOTHER}, and the seal of entries 1 to ${ARCHIVED} .* says`,
          ),
        });
      }
    });

    it('what was written anew is found by each of several checkpoints, whatever the order of their rows', async () => {
      const rows = await database.reader('rekey_audit_checkpoints').orderBy('id');
      await forgetCheckpoints();
      for (const { id: _id, ...row } of rows.toReversed()) {
        await database.reader('rekey_audit_checkpoints').insert(row);
      }
      expect(await room.verify()).toMatchObject({ state: 'whole', against: { sequence: keptAt } });
      await rewrite(database, ARCHIVED + 2, { ticket: 'forged' });
      expect(await room.verify()).toMatchObject({ state: 'broken', agreeing: ARCHIVED });
      expect(await room.verify(kept)).toMatchObject({ state: 'broken', agreeing: ARCHIVED });
    });

    it('an end that was cut off is found', async () => {
      await forgetCheckpoints();
      await cutOff(database, keptAt - 1);
      expect(await room.verify(kept)).toMatchObject({
        state: 'broken',
        why: expect.stringContaining(`a checkpoint is about entry ${keptAt}`),
      });
    });

    it('a checkpoint about an archived entry is not said to agree', async () => {
      expect(await room.verify(early)).toMatchObject({
        state: 'failed',
        message: expect.stringContaining('was archived'),
      });
    });

    it('a checkpoint about an archived entry is held against the others about it', async () => {
      const [stored] = await database.reader('rekey_audit_checkpoints').orderBy('id').limit(1);
      const { signCheckpoint } = await import('../../main/services/audit/checkpoint.ts');
      const { sequence } = stored;
      const signed = signCheckpoint(room.keyStore.current(1), { sequence, hash: ANOTHER, time: START });
      const { keyId: key_id, hash, time, signature } = signed;
      await database
        .reader('rekey_audit_checkpoints')
        .insert({ sequence, hash, time, key_id, signature, occasion: 'demand' });
      expect(await room.verify(early)).toMatchObject({
        state: 'broken',
        sequence,
        why: expect.stringContaining(`that its hash was ${stored.hash}`),
      });
    });
  });
});
