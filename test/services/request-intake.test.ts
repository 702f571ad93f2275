/** What comes through the platform's contact form becomes requests: all of it, once, in its order. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ContactForm, ContactMessage } from '../../db/platforms/contract.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { pickUpMessages } from '../../main/services/requests/intake.ts';
import { forEachDatabase } from '../support/databases.ts';
import { SUPPORT } from '../support/desk.ts';
import { addPerson, PLATFORM_KEY, START } from '../support/people.ts';
import { openRequestDesk } from '../support/request-desk.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Ordered by time and id; what was sent within five minutes is read again, since it may be committed late. */
const lettersForm: ContactForm = {
  async after(reader, cursor, limit) {
    const [at = '', behind = ''] = cursor.split('/');
    const rows: { id: string; sent_at: number }[] = await reader('letters')
      .where('sent_at', '>', at)
      .orWhere((same) => same.where('sent_at', at).where('id', '>', behind))
      .orderBy([{ column: 'sent_at' }, { column: 'id' }])
      .limit(limit);
    const last = rows.at(-1);
    const full = rows.length === limit;
    return {
      messages: rows.map(toLetter),
      cursor: last && full ? `${last.sent_at}/${last.id}` : `${Number(last?.sent_at ?? at) - 5 * MINUTE}/`,
      skipped: [],
    };
  },
  withIds: async (reader, ids) => (await reader('letters').whereIn('id', ids)).map(toLetter),
  lastBefore: async (_reader, time) => `${time - 1}/`,
};

function toLetter({ id, sent_at }: { id: string; sent_at: number }): ContactMessage {
  const nobody = { userId: null, name: null, email: null, phone: null, topic: null };
  return { id, ...nobody, message: 'Help', time: Number(sent_at) };
}

forEachDatabase((open, kind) => {
  async function openForm() {
    const database = await open();
    const desk = openRequestDesk(database);
    const send = (changes: Record<string, string | number | null> = {}) =>
      database.reader('contact_messages').insert({
        name: 'Ann Lee',
        email: 'ann@example.org',
        message: 'Help',
        created_at: desk.time.now,
        ...changes,
      });
    const refs = async () =>
      (await database.reader('rekey_requests').orderBy('id').select('source_ref')).map((row) =>
        Number(row.source_ref),
      );
    return { database, desk, send, refs, pickUp: () => desk.requests.pickUp(SUPPORT) };
  }

  test('a message becomes a new request, with one log entry for all that arrived together', async () => {
    const { database, desk, send, pickUp } = await openForm();
    const auditor = await desk.hire('aud', 'auditor');
    const mara = await addPerson(database, { username: 'mara' });
    await send({ user_id: mara, topic: 'new-phone', phone: '+1 202 555 0100', message: 'a\r\nb\u0007c' });
    await send({ topic: 'something else', name: null, email: null, message: ' ' });
    expect(await pickUp()).toBe(2);
    const { requests } = await desk.requests.list(
      auditor,
      { state: 'new', mine: false, query: '' },
      { limit: 10 },
    );
    expect(requests).toMatchObject([
      {
        channel: 'form',
        category: 'new-phone',
        sender: { name: 'Ann Lee', email: 'ann@example.org', phone: '+1 202 555 0100' },
        message: 'a\nb c',
        receivedAt: START,
      },
      { category: 'other', sender: { name: null, email: null }, message: '[The message was empty.]' },
    ]);
    const page = await desk.requests.view(auditor, requests[0]?.id as number);
    expect(page.suggestion).toMatchObject({ user: { id: mara }, because: 'signed-in' });
    const entries = (await desk.log()).filter(({ action }) => action === 'requests-received');
    expect(entries).toMatchObject([{ staff: null, category: 'request', detail: { count: 2 } }]);
  });

  test('picked up again, nothing is made twice and nothing is logged', async () => {
    const { desk, send, refs, pickUp } = await openForm();
    await send();
    await pickUp();
    const logged = (await desk.log()).length;
    expect(await pickUp()).toBe(0);
    expect(await refs()).toHaveLength(1);
    expect((await desk.log()).length).toBe(logged);
  });

  test('four consoles at once make each request once', async () => {
    const { database, desk, send, refs } = await openForm();
    for (let n = 0; n < 250; n += 1) await send({ message: `m${n}` });
    const consoles = [1, 2, 3, 4].map(() => ({
      database,
      platform: referencePlatform(database, PLATFORM_KEY),
      clock: () => desk.time.now,
    }));
    const added = await Promise.all(consoles.map(pickUpMessages));
    expect(added.reduce((sum, count) => sum + count, 0)).toBe(250);
    const all = await refs();
    expect(new Set(all).size).toBe(250);
    expect(all).toEqual([...all].sort((a, b) => a - b));
  });

  test('a message whose transaction commits after a later one is not lost', async () => {
    const { send, desk, refs, pickUp } = await openForm();
    await send({ id: 1 });
    await send({ id: 3 });
    await pickUp();
    await send({ id: 2 });
    desk.time.now += 9 * MINUTE;
    expect(await pickUp()).toBe(1);
    expect(await refs()).toEqual([1, 3, 2]);
  });

  test('an id that stays empty is looked for no longer than ten minutes', async () => {
    const { database, send, desk, pickUp } = await openForm();
    await send({ id: 1 });
    await send({ id: 3 });
    await pickUp();
    desk.time.now += 10 * MINUTE;
    await pickUp();
    const row = await database.reader('rekey_request_intake').first('position');
    expect(JSON.parse(row?.position)).toEqual({ last: '3', gaps: [] });
  });

  test('a jump of the key by a billion costs no more than a small one', async () => {
    const { database, send, pickUp, refs } = await openForm();
    await send({ id: 1 });
    await pickUp();
    await send({ id: 1_000_000_001 });
    await pickUp();
    expect(await refs()).toEqual([1, 1_000_000_001]);
    const row = await database.reader('rekey_request_intake').first('position');
    expect(JSON.parse(row?.position).gaps.length).toBeLessThanOrEqual(400);
  });

  // SQLite's driver reads such a key as a double itself.
  test.runIf(kind === 'mysql')('keys of 64 bits stay apart, in one look and in the next', async () => {
    const { database, send, desk, pickUp } = await openForm();
    await send({ id: '1234567890123456788' });
    await send({ id: '1234567890123456791' });
    expect(await pickUp()).toBe(2);
    await send({ id: '1234567890123456789' });
    await send({ id: '1234567890123456792' });
    expect(await pickUp()).toBe(2);
    desk.time.now += 10 * MINUTE;
    expect(await pickUp()).toBe(0);
    const refs = await database.reader('rekey_requests').orderBy('id').pluck('source_ref');
    expect(refs.map((ref) => ref.slice(-2))).toEqual(['88', '91', '89', '92']);
    const row = await database.reader('rekey_request_intake').first('position');
    expect(JSON.parse(row?.position)).toEqual({ last: '1234567890123456792', gaps: [] });
  });

  test('a first look begins with the last seven days, not at the start', async () => {
    const { send, refs, pickUp } = await openForm();
    await send({ id: 10, created_at: START - 8 * DAY });
    await send({ id: 11, created_at: START - 6 * DAY });
    await send({ id: 12 });
    await pickUp();
    expect(await refs()).toEqual([11, 12]);
  });

  test('what can not be logged is not picked up, and comes when the log is back', async () => {
    const { database, send, refs, pickUp } = await openForm();
    await send();
    await database.reader.schema.renameTable('rekey_audit_entries', 'gone');
    await expect(pickUp()).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
    expect(await refs()).toEqual([]);
    await database.reader.schema.renameTable('gone', 'rekey_audit_entries');
    expect(await pickUp()).toBe(1);
  });

  test('a message of 60,000 characters is cut, and says so', async () => {
    const { database, send, pickUp } = await openForm();
    await send({ message: '👩‍💻'.repeat(3_000) });
    await pickUp();
    const row = await database.reader('rekey_requests').first('message');
    expect(row?.message.length).toBeLessThanOrEqual(10_000);
    expect(row?.message).toMatch(/was longer/);
  });

  test('a position that an earlier version kept is gone on from, with the ids that it missed', async () => {
    const { database, desk, send, refs, pickUp } = await openForm();
    for (const id of [1, 2, 3, 4]) await send({ id });
    const position = (last: number) => JSON.stringify({ last, gaps: [[2, START]] });
    await database.reader('rekey_request_intake').update({ position: position(3) });
    expect(await pickUp()).toBe(2);
    expect(await refs()).toEqual([2, 4]);
    await database.reader('rekey_request_intake').update({ position: position(0) });
    desk.time.now += 10 * MINUTE;
    expect(await pickUp()).toBe(2);
  });

  test('messages with UUIDs and a cursor of another kind are all picked up, each once', async () => {
    const { database, desk, refs } = await openForm();
    await database.reader.schema.createTable('letters', (table) => {
      table.string('id', 36).primary();
      table.bigInteger('sent_at').notNullable();
    });
    const write = async (count: number, sent_at: number) => {
      const ids = Array.from({ length: count }, () => randomUUID());
      await database.reader('letters').insert(ids.map((id) => ({ id, sent_at })));
      return ids;
    };
    const now = desk.time.now;
    const old = await write(1, now - 8 * DAY);
    const first = await write(150, now - MINUTE);
    const look = () => pickUpMessages({ database, platform: { contactForm: lettersForm }, clock: () => now });
    expect(await look()).toBe(150);
    expect(await look()).toBe(0);
    const late = await write(1, now - 2 * MINUTE);
    const second = await write(2, now);
    expect(await look()).toBe(3);
    const found: string[] = await database.reader('rekey_requests').pluck('source_ref');
    expect(found.sort()).toEqual([...first, ...late, ...second].sort());
    expect(found).not.toContain(old[0]);
    expect(await refs()).toHaveLength(153);
  });

  test('a platform without a contact form has no messages', async () => {
    const { database, desk } = await openForm();
    const platform: Parameters<typeof pickUpMessages>[0]['platform'] = {};
    expect(await pickUpMessages({ database, platform, clock: () => desk.time.now })).toBe(0);
  });
});
