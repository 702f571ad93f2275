/** A log whose end is not as it was written: nothing follows it, everybody is told what is wrong, and the verdict stands. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { addSigningKey } from '../../db/audit/checkpoints.ts';
import { appendAudit, readAuditEntry } from '../../db/audit/log.ts';
import { AUDIT_TABLE } from '../../db/audit/rows.ts';
import { verifyChain } from '../../db/audit/verify.ts';
import type { Database } from '../../db/database.ts';
import { faultAtEndOfLog } from '../../db/health.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { checkpointText, signCheckpoint } from '../../main/services/audit/checkpoint.ts';
import { dropGuards, openAuditRoom, UNLOCKED } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR, openDesk, SUPPORT } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';
import { hire, openStaffRoom } from '../support/staff-room.ts';

const LAST = 5;
const ANOTHER = 'e'.repeat(64);

const setBack = async (database: Database, sequence: number) => {
  const hash = (await readAuditEntry(database.reader, sequence))?.hash ?? '0'.repeat(64);
  await database.reader('rekey_audit_head').update({ sequence, hash });
};
const putBeyond = async (database: Database, changes: object = {}) => {
  const { counted_at: _, ...row } = await database.reader(AUDIT_TABLE).where({ sequence: LAST }).first();
  await database.reader(AUDIT_TABLE).insert({ ...row, sequence: LAST + 1, ...changes });
};

/** What is done to a log of five entries, and what is said of it. */
const FAULTS: [what: string, harm: (database: Database) => Promise<unknown>, why: string][] = [
  ['its head is gone', (db) => db.reader('rekey_audit_head').delete(), 'its head is missing'],
  ['its head was set back', (db) => setBack(db, 3), `entry ${LAST} stands beyond its head, which is at 3`],
  [
    'its head was set back to the beginning',
    (db) => setBack(db, 0),
    `entry ${LAST} stands beyond its head, which is at 0`,
  ],
  [
    'a row stands beyond its head',
    (db) => putBeyond(db),
    `entry ${LAST + 1} stands beyond its head, which is at ${LAST}`,
  ],
  [
    'its head was set forward',
    (db) => db.reader('rekey_audit_head').update({ sequence: 9 }),
    'its head is at entry 9, which is not there',
  ],
  [
    'its head names another hash',
    (db) => db.reader('rekey_audit_head').update({ hash: ANOTHER }),
    `its head names another hash than that of entry ${LAST}`,
  ],
  [
    'its last entry was deleted',
    (db) => db.reader(AUDIT_TABLE).where({ sequence: LAST }).delete(),
    `its head is at entry ${LAST}, which is not there`,
  ],
  [
    'all of it was deleted',
    (db) => db.reader(AUDIT_TABLE).delete(),
    `its head is at entry ${LAST}, which is not there`,
  ],
];

/** MySQL takes no such value. */
const NO_NUMBER: typeof FAULTS = ['five', Buffer.from('5'), 2.5].map((sequence) => [
  `its head is ${JSON.stringify(sequence)}`,
  (db) => db.reader('rekey_audit_head').update({ sequence }),
  'its head has something else than a number',
]);

forEachDatabase((open, kind) => {
  describe.each(kind === 'sqlite' ? [...FAULTS, ...NO_NUMBER] : FAULTS)('when %s', (_what, harm, why) => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    let anna: UserId;
    let kept: string;
    beforeEach(async () => {
      database = await open();
      room = await openAuditRoom(database);
      anna = await addPerson(database, { username: 'anna', failedAttempts: 3 });
      await room.fill(LAST);
      const second = await readAuditEntry(database.reader, 2);
      if (!second) throw new Error('there is no second entry');
      const key = room.keyStore.current(START);
      await database.transaction((tx) => addSigningKey(tx, key));
      kept = checkpointText(signCheckpoint(key, { ...second, time: START }));
      await dropGuards(database);
      await harm(database);
    });
    const rows = async () => ({
      entries: await database.reader(AUDIT_TABLE).orderBy('sequence'),
      head: await database.reader('rekey_audit_head'),
    });
    const unwritable = { code: 'AUDIT_UNWRITABLE', facts: { why } };

    it('nothing is added to it, and who tries is told that', async () => {
      const before = await rows();
      const adding = database.transaction((tx) => appendAudit(tx, { ...UNLOCKED, actionId: randomUUID() }));
      await expect(adding).rejects.toMatchObject({
        ...unwritable,
        message: expect.stringContaining(`(${why})`),
        next: expect.stringContaining('No action is possible until an admin has looked'),
      });
      expect(await rows()).toEqual(before);
    });

    it('no action is done, and none is refused in other words', async () => {
      const desk = openDesk(database);
      const before = await rows();
      for (const actor of [SUPPORT, AUDITOR]) {
        const acting = desk.actions.run('unlock', desk.by(actor), desk.request(anna), {});
        await expect(acting).rejects.toMatchObject(unwritable);
      }
      expect(await rows()).toEqual(before);
      expect(await database.reader('users').where({ id: anna }).first('failed_attempts')).toEqual({
        failed_attempts: 3,
      });
    });

    it('the verdict stands although it cannot be logged', async () => {
      const before = await rows();
      const found = await room.verify();
      expect(found).toMatchObject({ state: 'broken', unlogged: why });
      expect(await room.audit.verification(AUDITOR)).toEqual(found);
      expect(await rows()).toEqual(before);
    });

    it('the verdict stands against a checkpoint that was kept as well', async () => {
      expect(await room.verify(kept)).toMatchObject({ state: 'broken', unlogged: why });
    });

    it('doctor says the same', async () => {
      expect(await faultAtEndOfLog(database.reader)).toEqual({ fault: why });
    });

    it('nothing is signed as if it were right', async () => {
      await expect(room.audit.makeCheckpoint(AUDITOR)).rejects.toMatchObject({
        code: expect.stringMatching(/^AUDIT_(UNWRITABLE|BROKEN)$/),
        facts: { why },
      });
      expect(await database.reader('rekey_audit_checkpoints')).toEqual([]);
    });
  });

  describe('a log that is as it was written', () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await open();
    });

    it('tells an action id that is there from a place that is taken', async () => {
      const room = await openAuditRoom(database);
      const actionId = randomUUID();
      await room.fill(1, { actionId });
      await expect(room.fill(1, { actionId })).rejects.toMatchObject({ code: 'ACTION_ID_REUSED' });
      await putBeyondFirst(database);
      await expect(room.fill(1, { actionId })).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
    });

    it('whose table refuses entries says so', async () => {
      await database.reader.schema.alterTable(AUDIT_TABLE, (table) => table.renameColumn('detail', 'gone'));
      const room = await openAuditRoom(database);
      await expect(room.fill(1)).rejects.toMatchObject({
        code: 'AUDIT_UNWRITABLE',
        facts: { why: 'the database refuses its entries' },
      });
    });

    it('logs its verdict, which then says nothing of that', async () => {
      const room = await openAuditRoom(database);
      await room.fill(2);
      expect(await room.verify()).not.toHaveProperty('unlogged');
      expect(await verifyChain(database.reader)).toMatchObject({ whole: true, entries: 3 });
    });

    it('does not call a new member one who is there already because its head was set back', async () => {
      const room = openStaffRoom(database);
      const { actor } = await hire(room, 'ada', 'admin');
      await room.staff.add(actor, { name: 'bea', fullName: 'Bea', email: null, role: 'support' });
      await setBack(database, 0);
      const adding = room.staff.add(actor, { name: 'cat', fullName: 'Cat', email: null, role: 'support' });
      await expect(adding).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
    });
  });
});

async function putBeyondFirst(database: Database): Promise<void> {
  const { counted_at: _, ...row } = await database.reader(AUDIT_TABLE).where({ sequence: 1 }).first();
  await database.reader(AUDIT_TABLE).insert({ ...row, sequence: 2, action_id: null });
}
