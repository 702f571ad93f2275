/** People whose names are hard to write: they are found and resolved by each natural spelling, or fit one another's. */
import type { Database } from '../../db/database.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { foldVersion1 } from '../../db/text/fold.ts';
import { searchTerms } from '../../db/text/search-terms.ts';
import { START } from './people.ts';

export interface Named {
  id: number;
  username: string;
  email: string;
  fullName: string;
}

export const LONG_ADDRESS = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(20)}.example.org`;

export const HARD_TO_NAME: readonly Named[] = [
  {
    id: 5001,
    username: 'k.pappas',
    email: 'k.pappas@example.org',
    fullName: 'Κωσταντίνος Παππάς',
  },
  { id: 5002, username: 's.oneill', email: 's.oneill@example.org', fullName: "Siobhán O'Neill" },
  { id: 5003, username: 'j.thooft', email: 'j.thooft@example.org', fullName: 'Joris ‘t Hooft' },
  { id: 5004, username: 'jl.picot', email: 'jl.picot@example.org', fullName: 'Jean\u2011Luc Picot' },
  { id: 5005, username: 'eli.m', email: 'eli.m@example.org', fullName: 'Əli Məmmədov' },
  {
    id: 5006,
    username: 'victim@example.net',
    email: 'someone.else@example.org',
    fullName: 'Attacker Vic',
  },
  { id: 5007, username: 'vic.real', email: 'victim@example.net', fullName: 'Victor Real' },
  { id: 5008, username: '5002', email: 'numeric.name@example.org', fullName: 'Numeric Name' },
  { id: 5009, username: 'rene.d', email: 'rené.dubois@example.org', fullName: 'René Dubois' },
  { id: 5010, username: 'trail.space', email: 'trail.space@example.org ', fullName: 'Trail Space' },
  { id: 5011, username: 'longmail', email: LONG_ADDRESS, fullName: 'Long Mail' },
  { id: 5012, username: 'k.aina', email: 'k.aina@example.org', fullName: 'Kaʻiulani Aina' },
  { id: 5013, username: '#5001', email: 'hash@example.org', fullName: 'Hash Sign' },
  { id: 5014, username: '7001', email: 'seven@example.org', fullName: 'Seven Thousand' },
  { id: 5015, username: 'm.rad', email: 'm.rad@example.org', fullName: 'مریم می\u200cراد' },
  { id: 5016, username: 'i.yilmaz', email: 'İ.Yılmaz@example.org', fullName: 'İbrahim Yılmaz' },
  { id: 5017, username: 'k\u00adprobe', email: 'k.probe@example.org', fullName: 'Karl\u200b Probe' },
  { id: 5018, username: 'राम', email: 'ram.k@example.org', fullName: 'राम कुमार' },
  { id: 5019, username: 'ガトウ', email: 'gato@example.org', fullName: 'ガトウ ケン' },
  { id: 9001, username: 'case1', email: 'Case.Twin@example.org', fullName: 'Case One' },
  { id: 9002, username: 'case2', email: 'case.twin@example.org', fullName: 'Case Two' },
];

/**
 * Their addresses are unique as bytes only, so on MySQL the column's collation is made binary first: the reference schema's
 * takes two that differ in case for one. `version` 1: with the terms of a platform that has not folded anew.
 */
export async function addHardToName(
  database: Database,
  people: readonly Named[] = HARD_TO_NAME,
  version: 1 | 2 = 2,
): Promise<void> {
  if (database.kind === 'mysql')
    await database.reader.raw(
      'ALTER TABLE users MODIFY email VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL',
    );
  await database.transaction(async (tx) => {
    for (const { id, username, email, fullName } of people) {
      await tx('users').insert({
        ...{ id, username, email, full_name: fullName },
        ...{ role: 'member', status: 'active', password_hash: 'unused', created_at: START },
      });
      const terms =
        version === 2
          ? searchTerms({ username, email, fullName })
          : [username, email, fullName].map((text) => Array.from(foldVersion1(text)).slice(0, 190).join(''));
      await tx('user_search_terms').insert([...new Set(terms)].map((term) => ({ term, user_id: id })));
    }
  });
}

export function idOf(person: Named): UserId {
  return String(person.id) as UserId;
}
