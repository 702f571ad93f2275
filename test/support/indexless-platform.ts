/**
 * A platform whose users table has no index but its key, as many have, and whose users are found by Rekey's index. Its keys are
 * numbers or UUIDs.
 */
import { createHash } from 'node:crypto';
import { type Database, rowsOf } from '../../db/database.ts';
import type { Searchable, SearchSource } from '../../db/platforms/search-source.ts';
import type { UserId } from '../../db/platforms/user.ts';
import { searchIndexMadeOf, searchIndexTables, searchIndexUsers } from '../../db/search-index/tables.ts';

export interface Member {
  id: UserId;
  username: string;
  email: string;
  first: string;
  last: string;
  phone: string | null;
}

export type Keys = 'numbers' | 'uuids';

export interface IndexlessPlatform {
  source: SearchSource<Searchable & { username: string }>;
  /** In this order, from the first key on. */
  add(...members: Partial<Omit<Member, 'id'>>[]): Promise<UserId[]>;
  change(id: UserId, columns: Partial<Member>): Promise<void>;
  remove(id: UserId): Promise<void>;
  /** How often the source was asked so far. */
  asked: { page: number; current: number };
}

const COLUMNS = ['id', 'username', 'email', 'first', 'last', 'phone'];

export async function openIndexlessPlatform(
  database: Database,
  keys: Keys = 'numbers',
): Promise<IndexlessPlatform> {
  const { reader } = database;
  await searchIndexTables.up(reader);
  await searchIndexMadeOf.up(reader);
  await searchIndexUsers.up(reader);
  await reader.schema.createTable('members', (table) => {
    if (keys === 'numbers') table.increments('id');
    else table.string('id', 32).primary();
    table.string('username', 150).notNullable();
    table.string('email', 254).notNullable();
    table.string('first', 150).notNullable();
    table.string('last', 150).notNullable();
    table.string('phone', 40);
  });
  const asked = { page: 0, current: 0 };
  let added = 0;
  return {
    asked,
    source: {
      madeOf: 'members',
      async page(knex, after, limit) {
        asked.page += 1;
        const query = knex('members').select(COLUMNS).orderBy('id', 'desc').limit(limit);
        return ((await (after === null ? query : query.where('id', '<', after))) as Member[]).map(searchable);
      },
      async current(knex, ids) {
        asked.current += 1;
        return ((await knex('members').select(COLUMNS).whereIn('id', ids)) as Member[]).map(searchable);
      },
      async shareUpTo(knex, id) {
        if (keys === 'uuids') return 1 - Number.parseInt(id.slice(0, 8), 16) / 2 ** 32;
        const [row] = await rowsOf<{ low: number; high: number }>(
          knex,
          'SELECT MIN(id) AS low, MAX(id) AS high FROM members',
        );
        return row ? (row.high - Number(id) + 1) / (row.high - row.low + 1) : 1;
      },
      idsIn(query) {
        const id = query.trim().replace(/^#/, '');
        return (keys === 'numbers' ? /^[1-9]\d{0,9}$/ : /^[0-9a-f]{32}$/).test(id) ? [id as UserId] : [];
      },
    },
    async add(...members) {
      const rows = members.map((member) => {
        added += 1;
        const key = keys === 'numbers' ? added : createHash('md5').update(`${added}`).digest('hex');
        const username = member.username ?? `user${added}`;
        return { ...{ id: key, username, email: '', first: '', last: '', phone: null }, ...member };
      });
      for (let start = 0; start < rows.length; start += 100) {
        await reader('members').insert(rows.slice(start, start + 100));
      }
      return rows.map(({ id }) => String(id) as UserId);
    },
    async change(id, columns) {
      await reader('members').where({ id }).update(columns);
    },
    async remove(id) {
      await reader('members').where({ id }).delete();
    },
  };
}

function searchable({ id, username, email, first, last, phone }: Member): Searchable & { username: string } {
  return { id: String(id) as UserId, username, email, names: [first, last], phone };
}
