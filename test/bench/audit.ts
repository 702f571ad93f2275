/** The audit log with many entries: verifying it, adding to it, and adding to it from eight places at once. */
import { type AuditEntry, GENESIS_HASH } from '../../db/audit/entry.ts';
import { appendAudit, type NewAuditEntry } from '../../db/audit/log.ts';
import { readJoined } from '../../db/audit/prove.ts';
import { AUDIT_TABLE, toRow } from '../../db/audit/rows.ts';
import { indexNewEntries } from '../../db/audit/search-index.ts';
import { verifyChain } from '../../db/audit/verify.ts';
import { type Database, openDatabase, type Transaction } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { linkEntry } from '../support/link-entry.ts';
import type { Measurement } from './measurement.ts';
import { interleaved, percentile } from './statistics.ts';

const CHUNK = 1_000;
const AGENTS = 8;
/** Transactions by each of the eight, before both sides change places, and how often they do. */
const TURN = 60;
const TURNS = 9;
/** Sequences of the entries that stand for themselves: far beyond those of the chain, and taken away afterwards. */
const UNCHAINED = 1_000_000_000_000;
const START = { sequence: 0, hash: GENESIS_HASH };
const ROUNDS = 600;

/** `url`: of an empty schema of its own. */
export async function measureAudit(url: string, entries: number): Promise<Measurement[]> {
  const database = openDatabase({ kind: 'mysql', url });
  try {
    await migrate(database, referenceKind, { platform: true });
    await fillLog(database, entries);
    await settle(database);
    await database.reader.raw(
      `INSERT INTO users (id, username, email, full_name, role, privileged, status, password_hash, two_factor_required, created_at)
       SELECT seq, CONCAT('u', seq), CONCAT('u', seq, '@example.org'), 'A B', 'member', 0, 'active', 'x', 1, 1 FROM seq_1_to_1000`,
    );
    return [
      await measureVerifying(database, entries),
      await measureAppending(database, entries),
      ...(await measureTogether(database)),
    ];
  } finally {
    await database.close();
  }
}

function entryOf(n: number): NewAuditEntry {
  const action = n % 4 === 0;
  return {
    time: 1_700_000_000_000 + n * 20_000,
    staff: { id: 1 + (n % 40), name: `agent-${n % 40}` },
    category: action ? 'action' : 'view',
    action: action ? 'issue-backup-codes' : 'view-user',
    user: { id: String(n % 100_000), label: `user${n % 100_000} <user${n % 100_000}@example.org>` },
    outcome: 'done',
    ...(action
      ? {
          reason: 'lost-phone',
          ticket: `T-${n}`,
          before: { enrolment: 'on', failedAttempts: 0, backupCodes: { unused: 2, total: 10 } },
          after: { enrolment: 'on', failedAttempts: 0, backupCodes: { unused: 10, total: 10 } },
          detail: { codes: 10, evidence: ['email-code', 'call-back'] },
        }
      : {}),
  };
}

async function fillLog(database: Database, entries: number): Promise<void> {
  let head = START;
  while (head.sequence < entries) {
    const rows = [];
    while (rows.length < CHUNK && head.sequence < entries) {
      const entry = linkEntry(entryOf(head.sequence + 1), head);
      rows.push(toRow(entry));
      head = { sequence: entry.sequence, hash: entry.hash };
    }
    await database.reader.batchInsert(AUDIT_TABLE, rows, CHUNK);
  }
  await database.reader('rekey_audit_head').update(head);
  await indexNewEntries(database.reader);
  await database.reader.raw(`ANALYZE TABLE ${AUDIT_TABLE}, rekey_audit_terms`);
}

/** A log grows over years: the server has long written out what it was filled with, and does not do so while it is measured. */
async function settle(database: Database): Promise<void> {
  // Writes what is not on the disk yet, at once; the lock ends with the connection's statement after it.
  await database.transaction(async (tx) => {
    await tx.raw(`FLUSH TABLES ${AUDIT_TABLE}, rekey_audit_terms FOR EXPORT`);
    await tx.raw('UNLOCK TABLES');
  });
}

async function measureVerifying(database: Database, entries: number): Promise<Measurement> {
  const seconds = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
  };
  const read = async () => {
    for (let after = 0; after < entries; after += 2_000) {
      await readJoined(database.reader, { after, upTo: after + 2_000 });
    }
  };
  await read();
  const bare = await seconds(read);
  const ours = await seconds(async () => {
    const verdict = await verifyChain(database.reader);
    if (!verdict?.whole) throw new Error(`The benchmark's log is not whole: ${JSON.stringify(verdict)}`);
  });
  return {
    what: `audit log verified, ${entries} entries (bare: reading them)`,
    unit: '/s',
    rekey: entries / ours,
    bare: entries / bare,
    goal: { over: 150_000 },
  };
}

/** The work of an unlock, as its adapter does it. */
async function work(tx: Transaction, userId: number): Promise<void> {
  await tx('users').where({ id: userId }).forUpdate().first('id');
  await tx('users').where({ id: userId }).update({ failed_attempts: 0, locked_until: null });
  await tx('two_factor_events').insert({ user_id: userId, time: 1, kind: 'unlocked', detail: 'by support' });
}

async function measureAppending(database: Database, entries: number): Promise<Measurement> {
  const pair = await interleaved(ROUNDS, (round) => {
    const userId = 1 + (round % 1_000);
    return {
      bare: () => database.transaction((tx) => work(tx, userId)),
      ours: () =>
        database.transaction(async (tx) => {
          await work(tx, userId);
          await appendAudit(tx, entryOf(round * 4));
        }),
    };
  });
  return {
    what: `added to an action by its entry, p50 at ${entries} entries`,
    unit: 'ms',
    rekey: percentile(pair.ours, 0.5) - percentile(pair.bare, 0.5),
    bare: null,
    goal: { under: 1 },
  };
}

/**
 * Against the same transactions with the same entries in the same table, each only inserted: no head, no hash of its
 * predecessor, no hash. And against those that leave no entry at all, since a person wants to know what the whole log costs.
 */
async function measureTogether(database: Database): Promise<Measurement[]> {
  let last = UNCHAINED;
  const sides = {
    chained: async (tx: Transaction, userId: number) => {
      await work(tx, userId);
      await appendAudit(tx, entryOf(userId * 4));
    },
    unchained: async (tx: Transaction, userId: number) => {
      await work(tx, userId);
      last += 1;
      await tx(AUDIT_TABLE).insert(toRow(unchainedEntry(last, entryOf(userId * 4))));
    },
    without: work,
  };
  const spent = { chained: 0, unchained: 0, without: 0 };
  const order = Object.keys(sides) as (keyof typeof sides)[];
  for (let round = 0; round < TURNS; round += 1) {
    for (const side of order) spent[side] += await turnOfAll(database, sides[side], round * TURN);
    order.push(...order.splice(0, 1));
  }
  await database.reader(AUDIT_TABLE).where('sequence', '>', UNCHAINED).delete();
  const perSecond = (side: keyof typeof sides) => (TURNS * TURN * AGENTS * 1000) / spent[side];
  const against = (bare: keyof typeof sides) =>
    ({ unit: '/s', rekey: perSecond('chained'), bare: perSecond(bare) }) as const;
  return [
    {
      what: `actions by ${AGENTS} agents at once (bare: not chained)`,
      ...against('unchained'),
      goal: { share: 0.6 },
    },
    { what: 'the same (bare: without any entry)', ...against('without'), goal: null },
  ];
}

function unchainedEntry(sequence: number, entry: NewAuditEntry): AuditEntry {
  const absent = { user: null, reason: null, reasonText: null, ticket: null, actionId: null };
  const states = { before: null, after: null, detail: null };
  return { ...absent, ...states, ...entry, sequence, previousHash: GENESIS_HASH, hash: GENESIS_HASH };
}

/** @returns ms that the eight took for their transactions, all at once. */
async function turnOfAll(
  database: Database,
  one: (tx: Transaction, userId: number) => Promise<unknown>,
  from: number,
): Promise<number> {
  const started = performance.now();
  await Promise.all(
    Array.from({ length: AGENTS }, async (_, agent) => {
      for (let n = 0; n < TURN; n += 1) {
        const userId = 1 + ((from + agent * 125 + n) % 1_000);
        await database.transaction((tx) => one(tx, userId));
      }
    }),
  );
  return performance.now() - started;
}
