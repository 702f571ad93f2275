/** Whom many references mean at once, as the lines of a list do. */
import { type Reader, rowsOf } from '../../database.ts';
import type { UserId, UserSummary } from '../platform.ts';
import { idsIn, resolve } from './search.ts';
import { SUMMARY_COLUMNS, type SummaryRow, summariesOf, toSummary } from './summaries.ts';

/** References in one statement; SQLite and MySQL both take far more. */
const AT_ONCE = 300;

/**
 * By id, username and e-mail, whole: three ranges of unique indexes. A number that is one user's id and another's username
 * means both. Only what is written as nobody is written is looked up once more, as `resolve` does: with other case or accents.
 */
export async function candidates(reader: Reader, references: readonly string[]): Promise<UserSummary[][]> {
  const found: UserSummary[][] = [];
  for (let start = 0; start < references.length; start += AT_ONCE) {
    found.push(...(await candidatesOfSome(reader, references.slice(start, start + AT_ONCE))));
  }
  return found;
}

async function candidatesOfSome(reader: Reader, references: readonly string[]): Promise<UserSummary[][]> {
  const texts = [...new Set(references.flatMap((text) => [text.trim(), text.trim().toLowerCase()]))];
  const places = texts.map(() => '?').join(', ');
  const [byId, byUsername, byEmail] = await Promise.all([
    summariesOf(reader, [...new Set(references.flatMap(idsIn))]),
    namedIn(reader, `u.username IN (${places})`, texts),
    namedIn(reader, `u.email IN (${places})`, texts),
  ]);
  const known = new Map<string, Map<UserId, UserSummary>>();
  const add = (key: string, user: UserSummary) => {
    const users = known.get(key) ?? new Map<UserId, UserSummary>();
    known.set(key, users.set(user.id, user));
  };
  for (const user of byId) add(user.id, user);
  for (const user of byUsername) add(user.username.toLowerCase(), user);
  for (const user of byEmail) add(user.email.toLowerCase(), user);
  const found: UserSummary[][] = [];
  for (const reference of references) {
    const keys = [...idsIn(reference), reference.trim().toLowerCase()];
    const users = new Map(keys.flatMap((key) => [...(known.get(key) ?? [])]));
    found.push(users.size > 0 ? [...users.values()] : await otherwiseWritten(reader, reference));
  }
  return found;
}

async function namedIn(reader: Reader, condition: string, texts: readonly string[]): Promise<UserSummary[]> {
  if (texts.length === 0) return [];
  const rows = await rowsOf<SummaryRow>(
    reader,
    `SELECT ${SUMMARY_COLUMNS} FROM users u WHERE ${condition}`,
    texts,
  );
  return rows.map(toSummary);
}

async function otherwiseWritten(reader: Reader, reference: string): Promise<UserSummary[]> {
  const id = await resolve(reader, reference);
  return id === null ? [] : summariesOf(reader, [id]);
}
