/** What Rekey's search index needs of these users, and the platform's own index of login names, which knows the newest as well. */
import { createHash } from 'node:crypto';
import { AFTER_ALL } from '../../term-search.ts';
import { visible } from '../../text/visible.ts';
import type { UserId } from '../contract.ts';
import type { Searchable, SearchSource } from '../search-source.ts';
import { userIdOf } from './ids.ts';
import { personOf, usersQuery } from './people.ts';
import { placeNumber } from './ranges.ts';
import { type ListedUser, readUsers, type Source } from './reading.ts';
import { isMysql } from './tables.ts';

export function searchSource(source: Pick<Source, 'tables' | 'mapping'>): SearchSource<ListedUser> {
  const { tables, mapping } = source;
  const { users } = tables;
  const idsIn = (query: string): UserId[] => {
    const id = userIdOf(users.keyType, visible(query).replace(/^#/, ''));
    return id ? [id] : [];
  };
  return {
    madeOf: madeOf(source),
    async page(reader, after, limit) {
      const query = usersQuery(reader, users, mapping).orderBy(users.key, 'desc').limit(limit);
      if (after !== null) query.where(users.key, '<', after);
      return (await query).map((row) => searchable(personOf(row, mapping)));
    },
    current: (reader, ids) => readUsers(reader, source, ids),
    async shareUpTo(reader, id) {
      const edge = async (order: 'asc' | 'desc') => {
        const [row] = await reader(users.table).orderBy(users.key, order).limit(1).select({ id: users.key });
        return row ? placeNumber(users.keyType, String(row.id) as UserId) : 0;
      };
      const [first, last] = [await edge('asc'), await edge('desc')];
      const at = placeNumber(users.keyType, id);
      return last > first ? Math.min(1, Math.max(0, (last - at) / (last - first))) : 1;
    },
    idsIn,
    ...ownIndex(source),
  };
}

function madeOf({ tables, mapping }: Pick<Source, 'tables' | 'mapping'>): string {
  const { username, email, names, phone } = mapping;
  return createHash('sha256')
    .update(JSON.stringify([tables.users.table, username, email, names, phone]))
    .digest('base64url');
}

function searchable({
  id,
  username,
  email,
  names,
  phone,
}: ListedUser | ReturnType<typeof personOf>): Searchable {
  return { id, username, email, names, phone };
}

/**
 * Of the column that the login asks for, where an index begins with it. It is asked for plain letters only: what a collation takes for
 * equal beyond these is its own affair, and found by Rekey's index.
 */
function ownIndex({
  tables: { users },
  mapping,
}: Pick<Source, 'tables' | 'mapping'>): Pick<SearchSource<ListedUser>, 'own'> {
  const column = mapping.username;
  if (column === null || !users.indexed.has(column)) return {};
  const alike = users.ignoresCase.has(column) ? (text: string) => text.toLowerCase() : (text: string) => text;
  const prefixIn = (query: string) => (/^[\x21-\x7e]+$/.test(query) ? query : null);
  return {
    own: {
      async page(reader, query, after, limit) {
        const prefix = prefixIn(query);
        if (prefix === null) return [];
        const rows = reader(users.table).select({ id: users.key, at: column }).orderBy(column).limit(limit);
        if (isMysql(reader)) rows.where(column, 'like', `${prefix.replace(/[\\%_]/g, '\\$&')}%`);
        else rows.where(column, '>=', prefix).where(column, '<', prefix + AFTER_ALL);
        if (after !== null) rows.where(column, '>', after);
        const found: { id: string | number; at: string }[] = await rows;
        return found.map(({ id, at }) => ({ id: String(id) as UserId, at }));
      },
      finds: (user, query) => {
        const prefix = prefixIn(query);
        return prefix !== null && alike(user.username).startsWith(alike(prefix));
      },
    },
  };
}
