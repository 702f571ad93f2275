/**
 * Whatever the log holds, and whatever one thing is done to it by somebody who may do everything in the database: given a
 * checkpoint that was made after it, the verification finds it, and so does the verifier of another hand in an export.
 */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { GENESIS_HASH, hashEntry, type JsonValue } from '../../db/audit/entry.ts';
import type { NewAuditEntry } from '../../db/audit/log.ts';
import { AUDIT_TABLE, type AuditRow, fromRow, toRow } from '../../db/audit/rows.ts';
import { type Mark, verifyChain } from '../../db/audit/verify.ts';
import { endLine, endText, lineOf, listHash } from '../../main/services/audit/export-format.ts';
import { signingKeyStore } from '../../main/services/audit/signing-key.ts';
import { dropGuards } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { linkEntry } from '../support/link-entry.ts';
import { missing } from '../support/parts.ts';
import { pythonVerdict } from '../support/python-verifier.ts';

const words = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.toWellFormed().replaceAll('\0', ''));
const json = fc
  .jsonValue({ maxDepth: 2, stringUnit: 'grapheme' })
  // As the database keeps it: JSON has no negative zero.
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')) as JsonValue);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

const entry: fc.Arbitrary<NewAuditEntry> = fc.record({
  time: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  staff: maybe(fc.record({ id: fc.integer({ min: 1, max: 99 }), name: words })),
  category: fc.constantFrom('action', 'view', 'system'),
  action: fc.constantFrom('unlock', 'view-user', 'sign-in'),
  outcome: fc.constantFrom('done', 'refused', 'failed'),
  user: maybe(fc.record({ id: fc.integer({ min: 1, max: 99 }).map(String), label: words })),
  reason: maybe(fc.constantFrom('other', 'lost-phone')),
  reasonText: maybe(words),
  ticket: maybe(words),
  before: json,
  after: json,
  detail: json,
});
const logs = fc.array(entry, { minLength: 2, maxLength: 8 });

/** One thing done to the rows of a log; true where it changed something. `n` chooses where. */
type Harm = (rows: AuditRow[], n: number) => boolean;

const COLUMNS = [
  'time',
  'staff_id',
  'staff_name',
  'category',
  'action',
  'user_id',
  'user_label',
  'reason',
  'reason_text',
  'ticket',
  'outcome',
  'state_before',
  'state_after',
  'detail',
  'hash',
  'previous_hash',
] as const;

const edit =
  (value: (was: string | number | null) => string | number | null): Harm =>
  (rows, n) => {
    const row = rows[n % rows.length] as unknown as Record<string, string | number | null>;
    const column = COLUMNS[Math.floor(n / rows.length) % COLUMNS.length] ?? 'time';
    const was = row[column] ?? null;
    const is = column === 'time' || column === 'staff_id' ? Number(was ?? 0) + 1 : value(was);
    row[column] = is;
    return is !== was;
  };

const HARMS: Record<string, Harm> = {
  'a column edited': edit((was) => (was === 'x' ? 'y' : 'x')),
  'a column emptied': edit(() => ''),
  'a column given the word null': edit(() => 'null'),
  'an entry deleted': (rows, n) => rows.splice(n % rows.length, 1).length > 0,
  'an entry deleted and the later ones moved down': (rows, n) => {
    rows.splice(n % rows.length, 1);
    renumber(rows);
    return true;
  },
  'an entry inserted and the later ones moved up': (rows, n) => {
    const at = n % rows.length;
    rows.splice(at, 0, { ...(rows[at] as AuditRow) });
    renumber(rows);
    return true;
  },
  'two entries swapped': (rows, n) => {
    const at = n % (rows.length - 1);
    [rows[at], rows[at + 1]] = [rows[at + 1] as AuditRow, rows[at] as AuditRow];
    renumber(rows);
    return true;
  },
  'the end cut off': (rows, n) => rows.splice(1 + (n % (rows.length - 1))).length > 0,
  'the beginning cut off': (rows, n) => rows.splice(0, 1 + (n % (rows.length - 1))).length > 0,
};

function renumber(rows: AuditRow[]): void {
  rows.forEach((row, index) => {
    row.sequence = index + 1;
  });
}

/** What somebody who knows the format does next: every hash made anew, so that the chain is whole again. */
function rechain(rows: readonly AuditRow[]): AuditRow[] {
  let previousHash = GENESIS_HASH;
  return rows.map((row, index) => {
    const { hash: _hash, ...content } = { ...fromRow(row), sequence: index + 1, previousHash };
    previousHash = hashEntry(content);
    return toRow({ ...content, hash: previousHash });
  });
}

function chainOf(entries: readonly NewAuditEntry[]): AuditRow[] {
  let head = { sequence: 0, hash: GENESIS_HASH };
  return entries.map((one) => {
    const linked = linkEntry(one, head);
    head = { sequence: linked.sequence, hash: linked.hash };
    return toRow(linked);
  });
}

const markOf = (rows: readonly AuditRow[]): Mark => {
  const last = rows.at(-1) as AuditRow;
  return { sequence: last.sequence, hash: last.hash };
};

forEachDatabase((open, kind) => {
  describe('one thing done to a random log', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await open('console');
      await dropGuards(database);
    });

    async function put(rows: readonly AuditRow[]): Promise<void> {
      await database.transaction(async (tx) => {
        await tx(AUDIT_TABLE).delete();
        if (rows.length > 0) await tx(AUDIT_TABLE).insert(rows.map((row) => ({ ...row })));
        const last = rows.at(-1);
        await tx('rekey_audit_head').update({
          sequence: last?.sequence ?? 0,
          hash: last?.hash ?? GENESIS_HASH,
        });
      });
    }
    const options = { numRuns: kind === 'sqlite' ? 40 : 15 };

    it('which was not harmed is whole, and agrees with its checkpoint', async () => {
      await fc.assert(
        fc.asyncProperty(logs, async (entries) => {
          const rows = chainOf(entries);
          await put(rows);
          expect(await verifyChain(database.reader, { checkpoints: [markOf(rows)] })).toMatchObject({
            whole: true,
            agreeing: rows.length,
          });
        }),
        options,
      );
    });

    it.each(Object.entries(HARMS))('is found: %s', async (_name, harm) => {
      await fc.assert(
        fc.asyncProperty(logs, fc.nat(999), fc.boolean(), async (entries, n, withHead) => {
          const rows = chainOf(entries);
          const checkpoint = markOf(rows);
          const harmed = rows.map((row) => ({ ...row }));
          fc.pre(harm(harmed, n));
          await put(harmed);
          // With the head as it was, or set to what is left.
          if (!withHead) await database.reader('rekey_audit_head').update(checkpoint);
          expect(await verifyChain(database.reader, { checkpoints: [checkpoint] })).toMatchObject({
            whole: false,
          });
        }),
        options,
      );
    });

    it.each(Object.entries(HARMS))('is found although every hash was made anew: %s', async (_name, harm) => {
      await fc.assert(
        fc.asyncProperty(logs, fc.nat(999), async (entries, n) => {
          const rows = chainOf(entries);
          const harmed = rows.map((row) => ({ ...row }));
          fc.pre(harm(harmed, n));
          const forged = rechain(harmed);
          // An edit of a hash alone is undone by making it anew; a double of the last entry comes after the checkpoint.
          fc.pre(JSON.stringify(forged.slice(0, rows.length)) !== JSON.stringify(rows));
          await put(forged);
          expect(await verifyChain(database.reader)).toMatchObject({ whole: true });
          expect(await verifyChain(database.reader, { checkpoints: [markOf(rows)] })).toMatchObject({
            whole: false,
          });
        }),
        options,
      );
    });
  });
});

describe('the verifier of another hand', () => {
  let sign: (text: string) => string;
  let key: { keyId: string; publicKey: string };
  beforeAll(async () => {
    const dataDirectory = await mkdtemp(join(inject('scratch'), 'properties-'));
    const current = signingKeyStore({ dataDirectory, file: null, secretStore: null }).current(1);
    sign = current.sign;
    key = current;
  });

  function exported(rows: readonly AuditRow[], end = rows): string {
    const sum = listHash();
    for (const row of end) sum.add(row.hash);
    const text = endText({
      entries: end.length,
      firstSequence: 1,
      lastSequence: end.length,
      listHash: sum.digest(),
      filter: {},
      time: 1,
      keyId: key.keyId,
      publicKey: key.publicKey,
      checkpoint: markOf(end),
    });
    return rows.map((row) => lineOf('jsonl', fromRow(row))).join('') + endLine('jsonl', text, sign(text));
  }

  it.skipIf(missing('python'))(
    'agrees: what we find whole it finds whole, and what was harmed it finds harmed',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          logs,
          fc.nat(999),
          fc.constantFrom(...Object.values(HARMS)),
          async (entries, n, harm) => {
            const rows = chainOf(entries);
            const whole = await pythonVerdict(exported(rows), 'jsonl');
            expect(whole, whole.says).toMatchObject({ whole: true });
            const harmed = rows.map((row) => ({ ...row }));
            fc.pre(harm(harmed, n));
            const shown = exported(harmed, rows);
            // What means the same is written the same in an export.
            fc.pre(shown !== exported(rows));
            const verdict = await pythonVerdict(shown, 'jsonl');
            expect(verdict, verdict.says).toMatchObject({ whole: false });
          },
        ),
        { numRuns: 10 },
      );
    },
    120_000,
  );
});
