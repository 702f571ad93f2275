/** What a console does for the log by itself, while it is open. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addSigningKey } from '../../db/audit/checkpoints.ts';
import { hashOf } from '../../db/audit/end.ts';
import { signCheckpoint } from '../../main/services/audit/checkpoint.ts';
import { openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR } from '../support/desk.ts';
import { START } from '../support/people.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

forEachDatabase((open) => {
  describe('the log of an open console', () => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
      await room.fill(3);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    });
    afterEach(async () => {
      await room.audit.close();
      vi.useRealTimers();
    });
    const indexed = async () => {
      const [row] = await database.reader('rekey_audit_terms').max({ last: 'sequence' });
      return Number(row?.last ?? 0);
    };
    const daily = async () =>
      (await room.audit.checkpoints(AUDITOR, 9)).filter(({ occasion }) => occasion === 'daily').length;

    it('is indexed for searches, and has its checkpoint, a minute after it was opened', async () => {
      room.audit.watch();
      vi.advanceTimersByTime(MINUTE - 1);
      await room.audit.close();
      expect([await indexed(), await daily()]).toEqual([0, 0]);
      room.audit.watch();
      vi.advanceTimersByTime(MINUTE);
      await expect.poll(daily).toBe(1);
      await expect.poll(indexed).toBeGreaterThanOrEqual(3);
    });

    it('is indexed each hour, and gets a checkpoint once a day', async () => {
      room.audit.watch();
      vi.advanceTimersByTime(MINUTE);
      await expect.poll(daily).toBe(1);
      for (let hour = 1; hour <= 2; hour += 1) {
        await room.fill(2);
        const last = await room.audit.lastSequence();
        vi.advanceTimersByTime(HOUR);
        await expect.poll(indexed).toBe(last);
      }
      expect(await daily()).toBe(1);
      room.time.now += 24 * HOUR;
      vi.advanceTimersByTime(HOUR);
      await expect.poll(daily).toBe(2);
    });

    it.each([
      ['an entry', { sequence: 3_000_000_000, time: START }],
      ['a time', { sequence: 1, time: START + 10 * 365 * 24 * HOUR }],
    ])('gets its checkpoint although a key of somebody’s own signed one of %s to come', async (_what, of) => {
      const { keyStore } = await openAuditRoom(database);
      const key = keyStore.current(START);
      const hash = (await hashOf(database.reader, of.sequence)) ?? 'a'.repeat(64);
      const { keyId: key_id, signature } = signCheckpoint(key, { ...of, hash });
      await database.transaction((tx) => addSigningKey(tx, key));
      await database
        .reader('rekey_audit_checkpoints')
        .insert({ ...of, hash, key_id, signature, occasion: 'demand' });
      room.audit.watch();
      vi.advanceTimersByTime(MINUTE);
      await room.audit.close();
      expect(await daily()).toBe(1);
    });

    it('is indexed also while its key does not open, so that no checkpoint can be made', async () => {
      room.keyStore.current = () => {
        throw new Error('it does not open');
      };
      room.audit.watch();
      vi.advanceTimersByTime(MINUTE);
      await expect.poll(indexed).toBe(3);
      expect(await daily()).toBe(0);
    });

    it('is left alone after the console was closed, and closing waits for what is under way', async () => {
      room.audit.watch();
      vi.advanceTimersByTime(MINUTE);
      await room.audit.close();
      expect(await daily()).toBe(1);
      const before = await indexed();
      expect(before).toBeGreaterThanOrEqual(3);
      await room.fill(1);
      room.time.now += 48 * HOUR;
      vi.advanceTimersByTime(3 * HOUR);
      await room.audit.close();
      expect([await indexed(), await daily()]).toEqual([before, 1]);
    });
  });
});
