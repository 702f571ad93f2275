/** What `rekey doctor` asks about the platform: a few rows by index, whatever the size of the platform. */
import { type Check, ok, warning } from '../../check.ts';
import type { Reader } from '../../database.ts';
import { FOLD_VERSION } from '../../text/fold.ts';
import { searchTerms } from '../../text/search-terms.ts';

export async function checkNewestUser(reader: Reader): Promise<Check> {
  const user = await reader('users').orderBy('id', 'desc').first('id', 'username', 'email', 'full_name');
  if (!user)
    return warning('platform', 'The platform has no users.', 'Check that this is the right database.');
  const rows: { term: string }[] = await reader('user_search_terms')
    .where({ user_id: user.id })
    .select('term');
  if (rows.length === 0) {
    return warning(
      'platform',
      `The newest user (#${user.id}) has no search terms, so no search finds them.`,
      'The platform must write user_search_terms with each user; docs/platform-schema.md says how.',
    );
  }
  const stored = new Set(rows.map(({ term }) => term));
  const present = searchTerms({ username: user.username, email: user.email, fullName: user.full_name });
  if (present.length !== stored.size || !present.every((term) => stored.has(term))) {
    return warning(
      'platform',
      `The search terms of the newest user (#${user.id}) are not those that version ${FOLD_VERSION} of the fold makes.`,
      'Searches find less than they could until the platform makes its terms anew; docs/platform-schema.md says how.',
    );
  }
  return ok('platform', `The newest user (#${user.id}) can be found.`);
}
