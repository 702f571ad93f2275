/** What prove.ts rests on: a text that is hashed can be joined from the columns of its own entry only. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AuditEntry, canonicalJson, hashContent, type JsonValue } from '../../db/audit/entry.ts';
import { appendAudit, listAudit, type NewAuditEntry, readAuditEntry } from '../../db/audit/log.ts';
import { AUDIT_TABLE, type AuditRow, contentOf, toRow } from '../../db/audit/rows.ts';
import { verifyChain } from '../../db/audit/verify.ts';
import type { Database } from '../../db/database.ts';
import { DEEPEST } from '../../db/text/json-depth.ts';
import { UNLOCKED } from '../support/audit-room.ts';
import { forEachDatabase } from '../support/databases.ts';

const KEYS =
  'action actionId after before category detail outcome previousHash reason reasonText sequence staff ticket time user'.split(
    ' ',
  );
const COLUMNS: Record<string, string> = {
  actionId: 'action_id',
  after: 'state_after',
  before: 'state_before',
  previousHash: 'previous_hash',
  reasonText: 'reason_text',
};
/** Without a character that JSON escapes. */
const ENTRY: NewAuditEntry = { ...UNLOCKED, reasonText: null };
type Columns = Record<string, string | number | null>;

/** Every way to cut the JSON of an entry at the keys, as if the database had joined it from the columns of each. */
function* cuts(json: string, from = 0): Generator<string[]> {
  const key = KEYS[from];
  const next = KEYS[from + 1];
  const start = `${from === 0 ? '{' : ','}"${key}":`.length;
  if (next === undefined) {
    yield [json.slice(start, -1)];
    return;
  }
  for (let at = json.indexOf(`,"${next}":`); at !== -1; at = json.indexOf(`,"${next}":`, at + 1)) {
    for (const rest of cuts(json.slice(at), from + 1)) yield [json.slice(start, at), ...rest];
  }
}

function* take<Item>(items: Iterable<Item>, count: number): Generator<Item> {
  let left = count;
  for (const item of items) {
    if (left-- === 0) return;
    yield item;
  }
}

/** What would have to stand in the columns; null where no text can have been joined to a piece. */
function columnsOf(pieces: readonly string[]): Columns | null {
  const columns: Columns = {};
  for (const [n, piece] of pieces.entries()) {
    const key = KEYS[n] as string;
    if (key === 'staff' || key === 'user') {
      const [, id = null, rest = null] = /^\{"id":"?(.*?)"?,"(?:name|label)":"(.*)"\}$/su.exec(piece) ?? [];
      columns[`${key}_id`] = id;
      columns[key === 'staff' ? 'staff_name' : 'user_label'] = rest;
      continue;
    }
    const isText = !['after', 'before', 'detail', 'sequence', 'time'].includes(key);
    const value = isText ? (/^"(.*)"$/su.exec(piece)?.[1] ?? null) : piece;
    if (value === null && piece !== 'null') return null;
    columns[COLUMNS[key] ?? key] = piece === 'null' ? null : value;
  }
  return columns;
}

function isSame(columns: Columns, row: AuditRow): boolean {
  return Object.entries(columns).every(([column, value]) => {
    const logged = row[column as keyof AuditRow];
    return value === null || logged === null ? value === logged : String(value) === String(logged);
  });
}

/** JSON that has an entry's own keys in any place. */
const { object } = fc.letrec<{ value: JsonValue; object: { [key: string]: JsonValue } }>((tie) => ({
  object: fc.dictionary(fc.constantFrom('a', ...KEYS.slice(0, 7)), tie('value'), { minKeys: 1, maxKeys: 4 }),
  value: fc.oneof(
    { depthIdentifier: 'json', maxDepth: 3 },
    fc.constantFrom<JsonValue>(null, 'x', 'a"b'),
    tie('object'),
  ),
}));
const json = fc.option(object);
/** Mostly without a character that JSON escapes: with one, all columns are compared anyway. */
const text = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(null, 'x', '', 'null') },
  fc.constantFrom('"', ',"before":', 'a\nb', '\\'),
);
const entry = fc.record({
  action: fc.constantFrom('unlock', 'view-user'),
  before: json,
  after: json,
  detail: json,
  actionId: fc.option(fc.uuid()),
  reason: text,
  reasonText: text,
  ticket: text,
  user: fc.option(fc.constantFrom({ id: '7', label: 'anna' }, { id: '7', label: '","label":"' })),
});

forEachDatabase((open, kind) => {
  describe('the proof of an entry', () => {
    let database: Database;
    beforeEach(async () => {
      database = await open('console');
      if (database.kind === 'sqlite') await database.reader.raw('DROP TRIGGER rekey_audit_no_update');
    });

    const append = async (changes: Partial<NewAuditEntry> = {}) => {
      const { sequence } = await database.transaction((tx) => appendAudit(tx, { ...ENTRY, ...changes }));
      return (await readAuditEntry(database.reader, sequence)) as AuditEntry;
    };
    const row = () => database.reader(AUDIT_TABLE);
    const verdict = ({ sequence, previousHash }: AuditEntry) =>
      verifyChain(database.reader, { start: { sequence: sequence - 1, hash: previousHash } });

    it('shows that text went from one column into another, though what is hashed reads the same', async () => {
      const nested = { a: 1, before: { m: 2 } };
      const harms: [Partial<NewAuditEntry>, Record<string, string | number | null>][] = [
        [
          { after: nested, before: null },
          { state_after: '{"a":1', state_before: '{"m":2}},"before":null' },
        ],
        [
          { after: { a: '1', actionId: null, after: { n: 1 } }, actionId: null },
          { action: 'unlock","actionId":null,"after":{"a":"1', state_after: '{"n":1}}' },
        ],
        [
          { actionId: 'id', after: { a: '1', after: 2 } },
          { action_id: 'id","after":{"a":"1', state_after: '2}' },
        ],
        [
          { reason: 'lost', reasonText: 'a' },
          { reason: 'lost","reasonText":"a', reason_text: null },
        ],
        [
          { reason: 'lost', reasonText: 'a' },
          { reason: 'losta', reason_text: '' },
        ],
        [{ ticket: 'a"b' }, { ticket: 'a\\"b' }],
        [{ reasonText: 'a\nb' }, { reason_text: 'a\\nb' }],
        [{ ticket: 'T-1' }, { ticket: 'T-1\u0000, and more' }],
        [{ detail: { a: 1 } }, { detail: '{"a":1}\u0000, and more' }],
        [{ detail: { a: 1 } }, { detail: '{"a": 1}' }],
        [{ staff: null }, { staff_id: 1 }],
        [{ staff: null }, { staff_name: '' }],
        [{ user: null }, { user_label: '' }],
        [{ ticket: null }, { ticket: 'null' }],
        [{ detail: null }, { detail: 'null' }],
      ];
      // On MariaDB these columns are too short for it.
      if (kind === 'sqlite') {
        harms.push(
          [
            { before: { a: 1, category: 'x' } },
            { state_before: '{"a":1', category: 'x"},"category":"action' },
          ],
          [{ detail: { a: '1', detail: 2 } }, { category: 'action","detail":{"a":"1', detail: '2}' }],
          [{ detail: { a: 1, outcome: 'x' } }, { detail: '{"a":1', outcome: 'x"},"outcome":"done' }],
        );
      }
      for (const [n, [written, harm]] of harms.entries()) {
        const { sequence } = await append(written);
        expect(await verifyChain(database.reader)).toMatchObject({ whole: true });
        const was = await row()
          .where({ sequence })
          .first(...Object.keys(harm));
        await row().where({ sequence }).update(harm);
        expect(await verifyChain(database.reader), `harm ${n}`).toMatchObject({ whole: false, sequence });
        await row().where({ sequence }).update(was);
      }
      expect(await verifyChain(database.reader)).toMatchObject({ whole: true, entries: harms.length });
    });

    it('shows JSON that is nested as Rekey never nests it, though its hash and the head are right', async () => {
      const { sequence, previousHash } = await append();
      for (const [levels, whole] of [
        [DEEPEST, true],
        [DEEPEST + 1, false],
      ] as const) {
        await row()
          .where({ sequence })
          .update({ detail: '['.repeat(levels) + ']'.repeat(levels) });
        const changed = await row().where({ sequence }).first();
        const hash = hashContent(contentOf(changed, { sequence, previousHash }));
        await row().where({ sequence }).update({ hash });
        await database.reader('rekey_audit_head').update({ hash });
        expect(await verifyChain(database.reader)).toMatchObject({ whole });
      }
    });

    if (kind === 'sqlite')
      it.each([
        ...['time', 'staff_id', 'staff_name', 'category', 'action', 'user_id', 'user_label', 'reason'],
        ...['reason_text', 'ticket', 'outcome', 'state_before', 'state_after', 'detail', 'action_id'],
        ...['previous_hash', 'hash', 'sequence'],
      ])('shows that %s became a BLOB of the same bytes, which no filter finds', async (column) => {
        await append({ actionId: 'one', reasonText: 'a "text"' });
        const { sequence } = await append({ actionId: 'two', reasonText: 'lost' });
        expect(await verifyChain(database.reader)).toMatchObject({ whole: true, entries: 2 });
        for (const at of [sequence, 1]) {
          await database.reader.raw(
            `UPDATE ${AUDIT_TABLE} SET ${column} = CAST(${column} AS BLOB) WHERE sequence = ?`,
            [at],
          );
          expect(await verifyChain(database.reader)).toMatchObject({ whole: false, sequence: at });
        }
      });

    if (kind === 'mysql')
      it('shows that a column was made to allow NULL, and its text taken away', async () => {
        const { sequence } = await append();
        await database.reader.raw('ALTER TABLE rekey_audit_entries MODIFY category VARCHAR(16) NULL');
        expect(await verifyChain(database.reader)).toMatchObject({ whole: true });
        await row().where({ sequence }).update({ category: null });
        expect(await verifyChain(database.reader)).toMatchObject({ whole: false, sequence });
      });

    it('is whole whatever it is told, also by a platform whose users are called anything', async () => {
      const odd = 'a "quoted" \\ back\u0000slash\n\u001f\u007f\u0085\u2028 ключ 🔑';
      await append({ reasonText: odd, ticket: '"', detail: { [odd]: [odd, null, 1.5, -0] } });
      await append({ staff: null, user: { id: '7', label: odd }, ticket: '\u001f' });
      await append({ staff: { id: 1, name: odd }, user: null, reasonText: '', ticket: '' });
      expect(await verifyChain(database.reader)).toMatchObject({ whole: true, entries: 3 });
      const [newest] = await listAudit(database.reader, {}, { limit: 1 });
      expect(newest?.staff?.name).toBe('a "quoted" \\ back\ufffdslash\n\ufffd\ufffd\ufffd\u2028 ключ 🔑');
    });

    it('shows every other way in which the same JSON could be joined from columns', async () => {
      let tried = 0;
      await fc.assert(
        fc.asyncProperty(entry, async (changes) => {
          const logged = await append(changes);
          const { hash, ...content } = logged;
          expect(await verdict(logged)).toMatchObject({ whole: true });
          for (const pieces of take(cuts(canonicalJson(content)), 30)) {
            const columns = columnsOf(pieces);
            if (!columns || isSame(columns, toRow(logged))) continue;
            // Refused: too long for its column, or no number.
            const stored = await row()
              .where({ hash })
              .update(columns)
              .then(
                () => true,
                () => false,
              );
            if (!stored) continue;
            tried += 1;
            expect(await verdict(logged), JSON.stringify(columns)).toMatchObject({ whole: false });
            await row().where({ hash }).update(toRow(logged));
          }
        }),
        { numRuns: 300 },
      );
      expect(tried).toBeGreaterThan(50);
    });
  });
});
