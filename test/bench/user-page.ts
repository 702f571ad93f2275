/** Opening a user's page, against the statements it sends, on the bare driver. */
import type { Pool, RowDataPacket } from 'mysql2/promise';
import type { Database } from '../../db/database.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import type { Actor } from '../../main/services/session.ts';
import type { UserService } from '../../main/services/users.ts';
import type { Measurement } from './measurement.ts';
import { byPercentile, interleaved } from './statistics.ts';

interface Parts {
  users: UserService;
  actor: Actor;
  database: Database;
  bare: Pool;
  /** Each is looked at for the first time here. */
  ids: readonly UserId[];
}

type Statements = { sql: string; bindings: readonly unknown[] }[];

export async function measureUserPage(parts: Parts): Promise<Measurement[]> {
  const { users, actor, bare, ids } = parts;
  const [first, ...others] = ids;
  if (!first || others.length < 20) throw new Error('too few users to measure with');
  await users.view(actor, first);
  // The second look within five minutes is the same look: reads only.
  const statements = await statementsOf(parts.database, () => users.view(actor, first));
  const readBare = (id: UserId) =>
    Promise.all(statements.map(({ sql, bindings }) => bare.query(sql, aboutUser(bindings, first, id))));
  await prepareBareLog(bare);

  const rounds = Math.floor(others.length / 1.2);
  const at = (round: number) => others[round % others.length] as UserId;
  const logged = await interleaved(rounds, (round) => ({
    ours: () => users.view(actor, at(round)),
    bare: async () => {
      await appendBare(bare, at(round));
      await readBare(at(round));
    },
  }));
  const read = await interleaved(rounds, (round) => ({
    ours: () => users.view(actor, at(round)),
    bare: () => readBare(at(round)),
  }));
  return [
    ...byPercentile('user page, reads', read, 1.5),
    ...byPercentile('user page with its log entry', logged, 1.5),
  ];
}

/** What really goes to the database, so that the other side of the ratio can not leave something out. */
async function statementsOf(database: Database, work: () => Promise<unknown>): Promise<Statements> {
  const statements: Statements = [];
  const note = (query: { sql: string; bindings?: readonly unknown[] }) => {
    statements.push({ sql: query.sql, bindings: query.bindings ?? [] });
  };
  database.reader.on('query', note);
  await work();
  database.reader.removeListener('query', note);
  return statements;
}

function aboutUser(bindings: readonly unknown[], measured: UserId, id: UserId): unknown[] {
  return bindings.map((value) => (String(value) === measured ? id : value));
}

/** A log of its own, so that the console's chain stays whole. */
async function prepareBareLog(bare: Pool): Promise<void> {
  await bare.query('CREATE TABLE bench_entries LIKE rekey_audit_entries');
  await bare.query('CREATE TABLE bench_head LIKE rekey_audit_head');
  await bare.query("INSERT INTO bench_head (id, sequence, hash) VALUES (1, 0, REPEAT('0', 64))");
}

async function appendBare(bare: Pool, id: UserId): Promise<void> {
  const connection = await bare.getConnection();
  try {
    await connection.query('BEGIN');
    const [[head]] = await connection.query<RowDataPacket[]>(
      'SELECT sequence, hash FROM bench_head WHERE id = 1 FOR UPDATE',
    );
    await connection.query('INSERT INTO bench_entries SET ?', [
      {
        sequence: head?.sequence + 1,
        time: Date.now(),
        staff_id: 1,
        staff_name: 'bench',
        category: 'view',
        action: 'view-user',
        user_id: id,
        user_label: 'a name <and.an@address.example>',
        outcome: 'done',
        previous_hash: head?.hash,
        hash: String(head?.sequence).padStart(64, '0'),
      },
    ]);
    await connection.query('UPDATE bench_head SET sequence = sequence + 1 WHERE id = 1');
    await connection.query('COMMIT');
  } finally {
    connection.release();
  }
}
