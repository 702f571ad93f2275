/** One answer to which rows are the log's entries: what stands outside is believed by nobody, and found. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { lastBefore, sealEntries } from '../../db/audit/archive.ts';
import { countActions, newestAction, wasRefused } from '../../db/audit/counts.ts';
import { auditInOrder, entriesAfter, firstSince, spanOf } from '../../db/audit/listing.ts';
import * as log from '../../db/audit/log.ts';
import { lastResetOf, usersActedOn } from '../../db/audit/risk.ts';
import { AUDIT_TABLE } from '../../db/audit/rows.ts';
import { HOURS_TABLE, indexNewEntries, TERMS_TABLE } from '../../db/audit/search-index.ts';
import type { Reader } from '../../db/database.ts';
import { faultAtEndOfLog } from '../../db/health.ts';
import { down, up } from '../../db/migrations/2026-12-01-audit-bounds.ts';
import { inFile } from '../../main/services/audit/archive-place.ts';
import { checkAuditLog } from '../../main/services/doctor/contents.ts';
import { ADMIN, openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { START } from '../support/people.ts';

const DAY = 86_400_000;
/** Of a row that an account which may only insert adds: everything that one of the questions below looks for. */
const STRAY = {
  ...{ time: START + 1, staff_id: 9, staff_name: 'eve', category: 'action', action: 'reset-authenticator' },
  ...{
    user_id: '66',
    user_label: 'stray',
    reason: 'other',
    ticket: 'T-66',
    outcome: 'done',
    action_id: 'stray',
  },
  ...{
    detail: '{"code":"LIMIT_REACHED","requestId":66}',
    previous_hash: '0'.repeat(64),
    hash: 'f'.repeat(64),
  },
};

forEachDatabase((open, kind) => {
  describe('the bounds of the log', () => {
    let database: TestDatabase;
    let reader: Reader;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    beforeEach(async () => {
      database = await open('console');
      reader = database.reader;
      room = await openAuditRoom(database);
      await room.fill(4);
    });

    const withoutCheck = () =>
      kind === 'mysql'
        ? reader.raw(`ALTER TABLE ${AUDIT_TABLE} DROP CONSTRAINT rekey_audit_placed`)
        : reader.raw('DROP TRIGGER rekey_audit_placed');
    const insert = (changes: object) => reader(AUDIT_TABLE).insert({ ...STRAY, ...changes });

    /** What each question about the log answers. */
    async function answers() {
      const inOrder = [];
      for await (const chunk of auditInOrder(reader, {}, { upTo: 99, chunk: 2 })) inOrder.push(...chunk);
      const list = (filter: Parameters<typeof log.listAudit>[1]) =>
        log.listAudit(reader, filter, { limit: 99 });
      return {
        inOrder,
        newest: await list({}),
        byColumn: [
          await list({ staff: 'eve' }),
          await list({ userId: '66' }),
          await list({ ticket: 'T-66' }),
        ],
        byWord: [
          await list({ text: 'stray' }),
          await list({ requestId: 66 }),
          await list({ from: START + 1 }),
        ],
        forwarded: await entriesAfter(reader, -99, 99),
        span: await spanOf(reader),
        since: await firstSince(reader, 0),
        before: await lastBefore(reader, START + 99 * DAY),
        single: await Promise.all([-5, 0, 1, 9].map((sequence) => log.readAuditEntry(reader, sequence))),
        replayed: [await log.findAction(reader, 'stray'), await log.sequencesOf(reader, ['stray'])],
        onUser: [
          await log.lastActionOn(reader, '66'),
          await log.actionsOn(reader, '66', { before: 1e15, limit: 9 }),
        ],
        looked: await log.lastViewedBy(reader, 'eve', 9),
        limits: [await countActions(reader, 9, START + 2), await newestAction(reader)],
        refused: await wasRefused(reader, 9, 'LIMIT_REACHED', START),
        risk: [await lastResetOf(reader, '66', START), await usersActedOn(reader, START, 9)],
        seals: await sealEntries(reader, 'archive-audit-log'),
      };
    }

    describe.each([
      ['before its first entry', -5],
      ['at 0', 0],
      ['right beyond its head', 5],
      ['far beyond its head', 9_000_000],
    ])('leave out a row %s', (_where, sequence) => {
      it.each([
        ['a done action', {}],
        ['a refused one', { outcome: 'refused', action_id: null }],
        ['an archive', { action: 'archive-audit-log', action_id: null }],
      ])('that looks like %s, and it is found', async (_what, changes) => {
        const before = await answers();
        await withoutCheck();
        await insert({ sequence, ...changes });
        expect(await answers()).toEqual(before);
        expect(await faultAtEndOfLog(reader)).toMatchObject({ fault: expect.any(String) });
        expect(await room.verify()).toMatchObject({ state: 'broken' });
      });
    });

    it('name a row before the first entry', async () => {
      await withoutCheck();
      await insert({ sequence: -5 });
      expect(await room.verify()).toMatchObject({
        state: 'broken',
        sequence: -5,
        why: expect.stringContaining('before its first'),
      });
    });

    it.each([0, -1, -(2 ** 53) + 1])('let nothing be inserted at %d', async (sequence) => {
      await expect(insert({ sequence })).rejects.toThrow(/rekey_audit_placed|from 1 on/);
      expect(await room.verify()).toMatchObject({ state: 'whole' });
    });

    if (kind === 'sqlite') {
      it.each([null, 1.5, 'five', Buffer.from('5')])(
        'let no row with the number %j be inserted',
        async (sequence) => {
          await expect(insert({ sequence })).rejects.toThrow('from 1 on');
        },
      );

      it.each([null, 1.5, 'five', Buffer.from('5')])(
        'do not hide a row with the number %j that is there',
        async (sequence) => {
          const before = await answers();
          await withoutCheck();
          await insert({ sequence });
          // 1.5 stands between two entries, so it is seen; the others are nowhere.
          if (sequence !== 1.5) expect(await answers()).toEqual(before);
          expect(await room.verify()).toMatchObject({ state: 'broken' });
        },
      );
    }

    it.each([2, 0, -5, 1e9])('are not moved to %d by a head that says so', async (first) => {
      await reader('rekey_audit_head').update({ first_sequence: first });
      const said = { sequence: first, why: expect.stringContaining('no seal stands for what was before') };
      expect(await room.verify()).toMatchObject({ state: 'broken', ...said });
      const clock = () => START;
      expect(await checkAuditLog({ database, clock })).toMatchObject({
        outcome: 'failed',
        message: expect.stringContaining(`at entry ${first}: the head of the log says that it begins here`),
      });
      const refused = { code: 'AUDIT_BROKEN', facts: said };
      await expect(room.audit.makeCheckpoint(ADMIN)).rejects.toMatchObject(refused);
      await expect(room.exported('jsonl')).rejects.toMatchObject(refused);
    });

    it('keep indexing what is appended after a row beyond the head was looked at', async () => {
      await insert({ sequence: 900, time: START + DAY });
      await indexNewEntries(reader);
      expect(await reader(TERMS_TABLE).where({ sequence: 900 })).toEqual([]);
      await reader(HOURS_TABLE).insert({ hour: 1, first_sequence: 800, last_sequence: 900 });
      await room.fill(1, { reasonText: 'unmistakable' });
      expect(await log.listAudit(reader, { text: 'unmistakable' }, { limit: 9 })).toHaveLength(1);
    });

    describe('after an archive', () => {
      let archive: () => Promise<unknown>;
      beforeEach(async () => {
        room.time.now = START + 400 * DAY;
        await room.fill(2, { time: room.time.now });
        const folder = await mkdtemp(join(inject('scratch'), 'bounds-'));
        const place = inFile(join(folder, 'old.jsonl.gz'));
        archive = () => room.audit.archive(ADMIN, { before: START + DAY, place, maintenance: database });
        await archive();
      });

      it.each([1, 4])(
        'a row at the archived place %d is not removed as if a removal had been cut short',
        async (sequence) => {
          await insert({ sequence });
          await expect(archive()).rejects.toMatchObject({ code: 'AUDIT_BROKEN', facts: { sequence } });
          expect(await reader(AUDIT_TABLE).where({ sequence })).toHaveLength(1);
        },
      );

      it.each([1, 3, 4])(
        'leave out a row at the archived place %d, which the verification finds',
        async (sequence) => {
          const before = await answers();
          expect(before.span?.first).toBe(5);
          await insert({ sequence });
          expect(await answers()).toEqual(before);
          expect(await room.verify()).toMatchObject({ state: 'broken' });
        },
      );

      it('are those of a seal: a head that says that the log begins elsewhere is found', async () => {
        expect(await room.verify()).toMatchObject({ state: 'whole' });
        await reader('rekey_audit_head').update({ first_sequence: 6 });
        expect(await room.verify()).toMatchObject({
          state: 'broken',
          sequence: 6,
          why: expect.stringContaining('no seal'),
        });
      });

      it('are set by the migration where an older version made the archive', async () => {
        await down(reader);
        await up(reader);
        expect(await reader('rekey_audit_head').first('first_sequence')).toEqual({ first_sequence: 5 });
        expect(await room.verify()).toMatchObject({ state: 'whole' });
      });
    });

    it('are brought to a log that has rows before its first entry, without the check and without an end to the work', async () => {
      await down(reader);
      await insert({ sequence: -5 });
      await up(reader);
      await room.fill(1);
      expect(await spanOf(reader)).toEqual({ first: 1, last: 5 });
      expect(await room.verify()).toMatchObject({ state: 'broken', sequence: -5 });
    });
  });
});
