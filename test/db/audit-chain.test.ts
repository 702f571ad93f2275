import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AuditEntry, canonicalJson, hashEntry } from '../../db/audit/entry.ts';
import { appendAudit, listAudit, type NewAuditEntry, readAuditEntry } from '../../db/audit/log.ts';
import { type KnownMark, verifyChain } from '../../db/audit/verify.ts';
import type { Database } from '../../db/database.ts';
import { forEachDatabase } from '../support/databases.ts';

const ENTRY: NewAuditEntry = {
  time: Date.UTC(2026, 0, 15),
  staff: { id: 1, name: 'sam' },
  category: 'action',
  action: 'unlock',
  user: { id: '7', label: 'anna <anna@example.org>' },
  reason: 'other',
  reasonText: 'naïve “quotes”, שלום, 🙂 and \\ " \n a line',
  ticket: 'T-1',
  outcome: 'done',
  before: { failedAttempts: 5, nested: [1, null, true] },
  detail: { z: 1, a: 2 },
};

async function append(database: Database, changes: Partial<NewAuditEntry> = {}) {
  const { sequence } = await database.transaction((tx) => appendAudit(tx, { ...ENTRY, ...changes }));
  return (await readAuditEntry(database.reader, sequence)) as AuditEntry;
}

/** What an attacker with full rights on the database can do first. */
async function dropGuards(database: Database) {
  if (database.kind !== 'sqlite') return;
  await database.reader.raw('DROP TRIGGER rekey_audit_no_update');
  await database.reader.raw('DROP TRIGGER rekey_audit_no_delete');
}

forEachDatabase((open, kind) => {
  describe('the audit log', () => {
    let database: Database;
    beforeEach(async () => {
      database = await open('console');
    });

    async function fill(count: number) {
      for (let n = 1; n <= count; n += 1) await append(database, { ticket: `T-${n}` });
      await dropGuards(database);
    }
    const table = () => database.reader('rekey_audit_entries');
    const verdict = () => verifyChain(database.reader);

    it('reads back what was written, to the last character', async () => {
      const written = await database.transaction((tx) => appendAudit(tx, ENTRY));
      const read = await readAuditEntry(database.reader, 1);
      expect(read).toEqual({ ...written, previousHash: '0'.repeat(64), hash: expect.any(String) });
      expect(read).toMatchObject({ ...ENTRY, sequence: 1, after: null });
    });

    it('chains each entry to the one before by the SHA-256 of its canonical JSON', async () => {
      const first = await append(database);
      const second = await append(database);
      const { hash, ...content } = second;
      expect(content.previousHash).toBe(first.hash);
      expect(hash).toBe(createHash('sha256').update(canonicalJson(content)).digest('hex'));
    });

    it('keeps a text with half an emoji verifiable', async () => {
      await append(database, { reasonText: 'cut \ud83d off', detail: { 'k\ud83d': ['\ud83d'] } });
      expect(await verdict()).toMatchObject({ whole: true, entries: 1 });
    });

    it('cuts a label that is too long for its column rather than failing', async () => {
      const entry = await append(database, { user: { id: '7', label: '🙂'.repeat(300) } });
      expect(Array.from(entry.user?.label ?? '')).toHaveLength(255);
      expect(await verdict()).toMatchObject({ whole: true });
    });

    it('is whole when it is empty, and when nothing was touched', async () => {
      expect(await verdict()).toMatchObject({ whole: true, entries: 0 });
      await fill(3);
      expect(await verdict()).toMatchObject({ whole: true, entries: 3 });
    });

    it.each([
      'reason',
      'ticket',
      'outcome',
      'state_before',
      'detail',
      'time',
      'user_label',
      'staff_name',
      'action_id',
    ])('shows an edit of %s', async (column) => {
      await fill(5);
      const value =
        column === 'time' ? 1 : column === 'detail' || column === 'state_before' ? '{"a":1}' : 'edited';
      await table()
        .where({ sequence: 3 })
        .update({ [column]: value });
      expect(await verdict()).toMatchObject({ whole: false, sequence: 3 });
    });

    it('is not written when its head is gone', async () => {
      await database.reader('rekey_audit_head').delete();
      await expect(append(database)).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      expect(await table()).toEqual([]);
    });

    it('shows an edit whose own hash was made anew', async () => {
      await fill(5);
      const entry = await readAuditEntry(database.reader, 3);
      if (!entry) throw new Error('entry 3 is missing');
      const { hash: _hash, ...content } = { ...entry, ticket: 'edited' };
      await table()
        .where({ sequence: 3 })
        .update({ ticket: 'edited', hash: hashEntry(content) });
      expect(await verdict()).toMatchObject({ whole: false, sequence: 4 });
    });

    it.each([1, 3, 5])('shows that entry %d was deleted', async (sequence) => {
      await fill(5);
      await table().where({ sequence }).delete();
      expect(await verdict()).toMatchObject({ whole: false, sequence });
    });

    it('shows that the end was cut off', async () => {
      await fill(5);
      await table().where('sequence', '>', 3).delete();
      expect(await verdict()).toMatchObject({ whole: false, sequence: 4 });
    });

    it('shows an entry that was inserted, with the later ones moved up', async () => {
      await fill(5);
      for (const sequence of [5, 4, 3])
        await table()
          .where({ sequence })
          .update({ sequence: sequence + 1 });
      const { counted_at: _, ...copy } = await table().where({ sequence: 2 }).first();
      await table().insert({ ...copy, sequence: 3, action_id: null });
      expect(await verdict()).toMatchObject({ whole: false, sequence: 3 });
    });

    it('shows an entry that was added beyond the head', async () => {
      await fill(3);
      const { counted_at: _, ...last } = await table().where({ sequence: 3 }).first();
      await table().insert({ ...last, sequence: 4, previous_hash: last.hash });
      expect(await verdict()).toMatchObject({ whole: false, sequence: 4 });
    });

    it('shows that two entries changed places', async () => {
      await fill(5);
      await table().where({ sequence: 2 }).update({ sequence: 99 });
      await table().where({ sequence: 3 }).update({ sequence: 2 });
      await table().where({ sequence: 99 }).update({ sequence: 3 });
      expect(await verdict()).toMatchObject({ whole: false, sequence: 2 });
    });

    it('shows a fork: a second history that goes on from an earlier entry', async () => {
      await fill(5);
      const second = await readAuditEntry(database.reader, 2);
      if (!second) throw new Error('entry 2 is missing');
      await table().where('sequence', '>', 2).delete();
      await database.reader('rekey_audit_head').update({ sequence: 2, hash: second.hash });
      await append(database, { ticket: 'forged' });
      await database.reader('rekey_audit_head').update({ sequence: 5 });
      expect(await verdict()).toMatchObject({ whole: false, sequence: 4 });
    });

    it('is held against marks in any order, and against each of several about one entry', async () => {
      await fill(5);
      const marks: KnownMark[] = (await listAudit(database.reader, {}, { limit: 5 })).map(
        ({ sequence, hash }) => ({ sequence, hash }),
      );
      const told = (checkpoints: readonly KnownMark[]) => verifyChain(database.reader, { checkpoints });
      expect(await told([...marks, ...marks])).toMatchObject({ whole: true, agreeing: 5 });
      const wrong = { sequence: 4, hash: 'f'.repeat(64), by: 'a note' };
      for (const checkpoints of [
        [...marks, wrong],
        [wrong, ...marks],
      ]) {
        expect(await told(checkpoints)).toMatchObject({
          whole: false,
          sequence: 4,
          agreeing: 3,
          why: expect.stringMatching(/^its hash is [0-9a-f]{64}, and a note says f{64}: /),
        });
      }
    });

    it('stops when it is told to, without a verdict', async () => {
      await fill(3);
      expect(await verifyChain(database.reader, { onProgress: () => false })).toBeNull();
    });

    it('never forks under eight writers at once', async () => {
      await Promise.all(Array.from({ length: 40 }, (_, n) => append(database, { ticket: `T-${n}` })));
      expect(await verdict()).toMatchObject({ whole: true, entries: 40 });
      const tickets = (await listAudit(database.reader, {}, { limit: 100 })).map((entry) => entry.ticket);
      expect(new Set(tickets).size).toBe(40);
    });

    it('leaves nothing behind when the transaction is rolled back', async () => {
      await append(database);
      const failing = database.transaction(async (tx) => {
        await appendAudit(tx, ENTRY);
        throw new Error('changed our mind');
      });
      await expect(failing).rejects.toThrow('changed our mind');
      expect(await verdict()).toMatchObject({ whole: true, entries: 1 });
      expect((await append(database)).sequence).toBe(2);
    });

    it.each([{ staff: 'sam' }, { userId: '7' }, { action: 'unlock' }, { category: 'action' as const }])(
      'finds by %j and nothing else',
      async (filter) => {
        const wanted = await append(database);
        await append(database, {
          staff: { id: 2, name: 'lea' },
          user: { id: '8', label: 'bert' },
          action: 'view-user',
          category: 'view',
        });
        expect(await listAudit(database.reader, filter, { limit: 10 })).toEqual([wanted]);
      },
    );

    if (kind === 'sqlite')
      it('refuses to update or delete an entry', async () => {
        await append(database);
        await expect(table().update({ ticket: 'edited' })).rejects.toThrow('append-only');
        await expect(table().delete()).rejects.toThrow('append-only');
      });
  });
});
