/** Whatever an entry is made of: what was hashed is what is stored and read back, on each database. */

import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditAction } from '../../db/audit/actions.ts';
import type {
  AuditCategory,
  AuditEntry,
  AuditOutcome,
  JsonValue,
  LoggedEntry,
} from '../../db/audit/entry.ts';
import { appendAudit, findAction, type NewAuditEntry, readAuditEntry } from '../../db/audit/log.ts';
import { verifyChain } from '../../db/audit/verify.ts';
import { DEEPEST } from '../../db/text/json-depth.ts';
import { storable } from '../../db/text/storable.ts';
import { UNLOCKED } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';

/** Each a text that a database, a driver or a hash could take for another. */
const PIECES = [
  ...['\ud800', '\udbff', '\udc00', '\udfff', '\udc00\ud800', '\0', '\u0001', '\u001b', '\u007f', '\u0085'],
  ...['\ufffe', '\uffff', '\ufdd0', '\u{1fffe}', '\u{10ffff}', '\ufeff', '\ufffd', '\u2028', '\u202e'],
  ...[
    '🙂',
    '👩‍👩‍👧',
    'e\u0301',
    'é',
    'ﬁ',
    'ß',
    'İ',
    'ｆ',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '"',
    "'",
    '\\',
    '?',
    ':a',
    '%',
  ],
  ...['null', 'x'.repeat(70), '🙂'.repeat(300), 'é'.repeat(17_000), '🙂'.repeat(17_000)],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 4 })
  .map((pieces) => pieces.join(''));
const number = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, 1e21, 1e-7, 2 ** 53, -(2 ** 63), Number.NaN, Number.POSITIVE_INFINITY),
);
const key = fc.oneof(
  text,
  fc.constantFrom('__proto__', 'constructor', 'toString', '2', '10', 'k\ud800', 'k\udc00'),
);
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthIdentifier: 'json', maxDepth: 2 },
    text,
    number,
    fc.boolean(),
    fc.constantFrom(null, undefined as unknown as JsonValue),
    fc.array(tie('json'), { maxLength: 3 }),
    fc
      .array(fc.tuple(key, tie('json')), { maxLength: 3 })
      // As defined properties: an assignment would take __proto__ for the prototype.
      .map((pairs) => Object.fromEntries(pairs) as JsonValue),
  ),
}));
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

const entry: fc.Arbitrary<NewAuditEntry> = fc.record({
  time: fc.constantFrom(0, -0, -1, 1_769_000_000_000, Number.MAX_SAFE_INTEGER),
  staff: maybe(fc.record({ id: fc.constantFrom(-0, 1, 2 ** 31 - 1), name: text })),
  category: text.map((category) => category as AuditCategory),
  action: text.map((action) => action as AuditAction),
  outcome: text.map((outcome) => outcome as AuditOutcome),
  user: maybe(fc.record({ id: text, label: text })),
  reason: maybe(text),
  reasonText: maybe(text),
  ticket: maybe(text),
  before: json,
  after: json,
  detail: json,
});

forEachDatabase((open) => {
  describe('an entry of anything', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open('console');
    });
    const append = (of: NewAuditEntry) => database.transaction((tx) => appendAudit(tx, of));

    async function expectAsLogged(appended: LoggedEntry): Promise<void> {
      const read = (await readAuditEntry(database.reader, appended.sequence)) as AuditEntry;
      const { hash: _hash, previousHash, ...content } = read;
      expect(content).toEqual(appended);
      const start = { sequence: read.sequence - 1, hash: previousHash };
      expect(await verifyChain(database.reader, { start })).toMatchObject({ whole: true });
    }

    it('is read back as it was appended, and verified', async () => {
      await fc.assert(
        fc.asyncProperty(entry, async (of) => {
          await expectAsLogged(await append(of));
        }),
        { numRuns: 120 },
      );
      expect(await verifyChain(database.reader)).toMatchObject({ whole: true });
    }, 120_000);

    it('loses what is nested deeper than anybody can walk through, and is read back as the rest', async () => {
      let detail: JsonValue = 'the innermost';
      for (let level = 0; level < DEEPEST + 1; level += 1) detail = [detail];
      const appended = await append({ ...UNLOCKED, detail });
      expect(JSON.stringify(appended.detail)).toBe(`${'['.repeat(DEEPEST)}"…"${']'.repeat(DEEPEST)}`);
      await expectAsLogged(appended);
    });

    it.each(PIECES.map((piece, n) => [n, JSON.stringify(piece).slice(0, 12), piece] as const))(
      'keeps piece %i, %s, in each of its fields',
      async (n, _shown, piece) => {
        const appended = await append({
          ...{
            time: 1,
            staff: { id: 1, name: piece },
            category: piece as AuditCategory,
            action: piece as AuditAction,
          },
          ...{ outcome: piece as AuditOutcome, user: { id: piece, label: piece }, reason: piece },
          ...{ reasonText: piece, ticket: piece, before: piece, after: [piece], detail: { [piece]: piece } },
          actionId: `${n}${piece}`,
        });
        await expectAsLogged(appended);
      },
    );
  });

  describe('an entry', () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await open('console');
    });
    const append = (changes: Partial<NewAuditEntry>) =>
      database.transaction((tx) => appendAudit(tx, { ...UNLOCKED, ...changes }));

    it.each<[string, Partial<NewAuditEntry>]>([
      ['a time that is a fraction', { time: 1.5 }],
      ['a time that is none', { time: Number.NaN }],
      ['a time that no column holds', { time: 1e21 }],
      ['a staff id that is a fraction', { staff: { id: 1.5, name: 'sam' } }],
      ['a staff id that no column holds', { staff: { id: 2 ** 31, name: 'sam' } }],
    ])('with %s is refused, and nothing of it stays', async (_what, changes) => {
      await append({});
      await expect(append(changes)).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      expect(await verifyChain(database.reader)).toMatchObject({ whole: true, entries: 1 });
    });

    it('is found by its action id in small letters, also where an older version stored it in capitals', async () => {
      const id = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
      await append({ actionId: id.toUpperCase() });
      expect(await findAction(database.reader, id)).toMatchObject({ sequence: 1 });
    });
  });
});

describe('text that is stored', () => {
  it('is never longer than its column, and says that it was cut', () => {
    expect(storable('🙂'.repeat(64), 64)).toBe('🙂'.repeat(64));
    expect(storable('🙂'.repeat(65), 64)).toBe(`${'🙂'.repeat(63)}…`);
    expect(storable('x'.repeat(1_000_000), 3)).toBe('xx…');
  });

  it('keeps what it is made of, but for halves of characters and what nobody can read', () => {
    expect(storable('e\u0301 \r\n\t\ufeff\uffff', 64)).toBe('e\u0301 \r\n\t\ufeff\uffff');
    expect(storable('a\ud800b\0c\u0085', 64)).toBe('a\ufffdb\ufffdc\ufffd');
  });
});
