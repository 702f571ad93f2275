/** Looking a reference up among this platform's users: ranges of unique indexes and of the terms' index. */
import { type Reader, rowsOf } from '../../database.ts';
import { termsFor } from '../../text/search-terms.ts';
import { visible } from '../../text/visible.ts';
import type { Named, NameLookup } from '../candidates.ts';
import type { UserId } from '../contract.ts';
import { idsIn } from './search.ts';
import { summariesOf } from './summaries.ts';

/** A user without terms is met by what is written exactly. */
export function nameLookup(reader: Reader): NameLookup {
  return {
    idsIn,
    isIdOnly: (reference) => /^#\d+$/.test(visible(reference)),
    async written(texts, { addressesOnly }) {
      const named = await inColumn(reader, 'email', texts);
      return addressesOnly ? named : [...named, ...(await inColumn(reader, 'username', texts))];
    },
    folded: (texts) => withTerms(reader, texts),
    summaries: (ids) => summariesOf(reader, ids),
  };
}

interface NamedRow {
  id: number | string;
  username: string;
  email: string;
}

async function inColumn(
  reader: Reader,
  column: 'username' | 'email',
  texts: readonly string[],
): Promise<Named[]> {
  if (texts.length === 0) return [];
  const rows: NamedRow[] = await reader('users')
    .whereIn(column, [...new Set(texts)])
    .select('id', 'username', 'email');
  return rows.map(named);
}

/** Those with a term that one of the texts folds to, be it of a name, an address or a domain. */
async function withTerms(reader: Reader, texts: readonly string[]): Promise<Named[]> {
  const terms = [...new Set(texts.flatMap(termsFor))];
  if (terms.length === 0) return [];
  const rows = await rowsOf<NamedRow>(
    reader,
    `SELECT u.id, u.username, u.email FROM user_search_terms t JOIN users u ON u.id = t.user_id
     WHERE t.term IN (${terms.map(() => '?').join(', ')})`,
    terms,
  );
  return rows.map(named);
}

function named({ id, username, email }: NamedRow): Named {
  return { id: String(id) as UserId, username, email };
}
