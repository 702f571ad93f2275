/** Search as you type, against the same SQL on the bare driver. */
import type { Pool, RowDataPacket } from 'mysql2/promise';
import { searchStatements } from '../../db/platforms/reference/search.ts';
import type { Actor } from '../../main/services/session.ts';
import type { UserService } from '../../main/services/users.ts';
import type { Measurement } from './measurement.ts';
import { byPercentile, interleaved } from './statistics.ts';

/** What the window asks for. */
const LIMIT = 50;
/** Nobody types more before a name stands alone. */
const LONGEST = 12;

export async function measureSearch(parts: {
  users: UserService;
  actor: Actor;
  bare: Pool;
  rounds: number;
}): Promise<Measurement[]> {
  const { users, actor, bare, rounds } = parts;
  const typed = await whatIsTyped(bare, rounds);
  const pair = await interleaved(rounds, (round) => {
    const query = typed[round % typed.length] as string;
    const statements = searchStatements(query, { limit: LIMIT + 1 });
    return {
      ours: () => users.search(actor, query, { limit: LIMIT }),
      bare: () => Promise.all(statements.map(({ sql, bindings }) => bare.query(sql, bindings))),
    };
  });
  return byPercentile('search as you type', pair, 1.5);
}

/** Key by key: the beginnings of the names, family names, usernames and addresses of people from the whole table. */
export async function whatIsTyped(bare: Pool, rounds: number): Promise<string[]> {
  const [[range]] = await bare.query<RowDataPacket[]>('SELECT MIN(id) AS low, MAX(id) AS high FROM users');
  const people = Math.ceil(rounds / (LONGEST - 1));
  const typed: string[] = [];
  for (let person = 0; person < people; person += 1) {
    const id = Math.floor(range?.low + ((range?.high - range?.low) * person) / people);
    const [[user]] = await bare.query<RowDataPacket[]>(
      'SELECT username, email, full_name FROM users WHERE id >= ? ORDER BY id LIMIT 1',
      [id],
    );
    const fields = [
      user?.full_name,
      user?.full_name.split(' ').slice(1).join(' '),
      user?.username,
      user?.email,
    ];
    const field = String(fields[person % fields.length]);
    for (let length = 2; length <= Math.min(LONGEST, field.length); length += 1)
      typed.push(field.slice(0, length));
  }
  return typed;
}
