/** Looking a reference up: by the platform's own indexes, and by Rekey's for what folds to the same. */
import type { Reader } from '../../database.ts';
import { indexedAs } from '../../search-index/search.ts';
import { visible } from '../../text/visible.ts';
import type { Named, NameLookup } from '../candidates.ts';
import type { SearchSource } from '../search-source.ts';
import { personOf, usersQuery } from './people.ts';
import type { ListedUser, Source } from './reading.ts';

export function nameLookup(
  reader: Reader,
  { tables: { users }, mapping }: Pick<Source, 'tables' | 'mapping'>,
  source: SearchSource<ListedUser>,
): NameLookup {
  return {
    idsIn: source.idsIn,
    isIdOnly: (reference) => visible(reference).startsWith('#') && source.idsIn(reference).length > 0,
    async written(texts, { addressesOnly }) {
      // The server would convert a column of another character set, row by row, to compare it with letters that it does not have.
      const plain = [...new Set(texts)].filter((text) => /^[\x20-\x7e]+$/.test(text));
      const columns = [...new Set([mapping.email, addressesOnly ? null : mapping.username])].filter(
        (column) => column !== null && users.indexed.has(column),
      );
      const found: Named[] = [];
      for (const column of plain.length === 0 ? [] : columns) {
        const rows = await usersQuery(reader, users, mapping).whereIn(column as string, plain);
        found.push(...rows.map((row) => personOf(row, mapping)));
      }
      return found;
    },
    folded: (texts) => indexedAs(reader, source, texts),
    summaries: (ids) => source.current(reader, ids),
  };
}
