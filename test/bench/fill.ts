/** A platform of any size, made inside MariaDB: set-based, from its sequence tables, so that a million users take minutes. */
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { searchTerms } from '../../db/text/search-terms.ts';
import { DEPARTMENTS, DOMAINS, FAMILY, GIVEN } from './names.ts';

/** Of a hundred users, so many are enrolled; their ids end on the lowest numbers. */
export const ENROLLED_PERCENT = 72;
const PENDING_PERCENT = 4;

export interface Filled {
  rows: Record<string, number>;
  seconds: number;
}

/** Into empty tables. @throws when the search terms it made are not those that the platform's own code makes */
export async function fill(connection: Connection, users: number, now: number): Promise<Filled> {
  const started = performance.now();
  await connection.query(
    'SET foreign_key_checks = 0, unique_checks = 0, sort_buffer_size = 268435456, tmp_memory_table_size = 1073741824, max_heap_table_size = 1073741824',
  );
  for (const statement of statements(users, now)) await connection.query(statement);
  await connection.query('SET foreign_key_checks = 1, unique_checks = 1');
  const tables = [
    'users',
    'user_search_terms',
    'totp_authenticators',
    'backup_codes',
    'sessions',
    'two_factor_events',
  ];
  const rows: Record<string, number> = {};
  for (const table of tables) {
    await connection.query(`ANALYZE TABLE ${table}`);
    const [[counted]] = await connection.query<RowDataPacket[]>(`SELECT COUNT(*) AS rows_in FROM ${table}`);
    rows[table] = Number(counted?.rows_in);
  }
  await compareTerms(connection, users);
  return { rows, seconds: (performance.now() - started) / 1000 };
}

/** A number from 0 to `choices` - 1 that looks random and is the same in every run. */
const pick = (choices: number, salt: string) => `(CRC32(CONCAT('${salt}', seq)) MOD ${choices})`;
/** The lower numbers more often: family names are not spread evenly. */
const skewed = (choices: number, salt: string) =>
  `FLOOR(POW(CRC32(CONCAT('${salt}', seq)) / 4294967296, 2) * ${choices})`;
const oneOf = (list: readonly string[], index: string) =>
  `ELT(1 + ${index}, ${list.map((word) => `'${word}'`).join(', ')})`;

/** An argon2id hash of nothing anybody knows; of the length that real ones have. */
const HASH = `CONCAT('$argon2id$v=19$m=19456,t=2,p=1$', LEFT(MD5(seq), 22), '$', LEFT(CONCAT(MD5(seq), MD5(-seq)), 43))`;

function statements(users: number, now: number): string[] {
  const numbers = `seq_1_to_${users}`;
  const time = (days: number, salt: string) => `${now} - 1000 * ${pick(days * 86_400, salt)}`;
  const enrolled = `(seq MOD 100) < ${ENROLLED_PERCENT}`;
  const paired = `(seq MOD 100) < ${ENROLLED_PERCENT + PENDING_PERCENT}`;
  const given = oneOf(GIVEN, pick(GIVEN.length, 'g'));
  const family = oneOf(FAMILY, skewed(FAMILY.length, 'f'));
  const second = oneOf(FAMILY, skewed(FAMILY.length, 's'));
  const login = `LOWER(CONCAT(${given}, '.', ${family}, seq))`;
  return [
    `INSERT INTO users (id, username, email, full_name, department, role, privileged, status, password_hash,
       two_factor_required, created_at, last_login_at)
     SELECT seq, ${login}, CONCAT(${login}, '@', ${oneOf(DOMAINS, skewed(DOMAINS.length, 'd'))}),
       CONCAT(${given}, ' ', ${family}, IF(seq MOD 8 = 0, CONCAT(' ', ${second}), '')),
       ${oneOf(DEPARTMENTS, pick(DEPARTMENTS.length, 'p'))}, 'member', seq MOD 500 = 0,
       IF(seq MOD 97 = 0, 'suspended', 'active'), 'x', ${enrolled}, ${time(1500, 'c')}, ${time(90, 'l')}
     FROM ${numbers}`,
    // In the order of the primary key, or each insert lands on another page.
    `INSERT INTO user_search_terms (term, user_id)
     SELECT term, id FROM (
       SELECT username AS term, id FROM users
       UNION ALL SELECT email, id FROM users
       UNION ALL SELECT SUBSTRING(email, LOCATE('@', email)), id FROM users
       UNION ALL SELECT LOWER(full_name), id FROM users
       UNION ALL SELECT LOWER(SUBSTRING(full_name, LOCATE(' ', full_name) + 1)), id FROM users
       UNION ALL SELECT LOWER(SUBSTRING_INDEX(full_name, ' ', -1)), id FROM users
         WHERE full_name LIKE '% % %'
     ) terms ORDER BY CAST(term AS BINARY), id`,
    `INSERT INTO totp_authenticators (user_id, name, secret, created_at, confirmed_at, last_used_at, last_used_step)
     SELECT seq, 'Phone', CONCAT('v1.', REPEAT(MD5(seq), 2)), ${time(900, 'a')},
       IF(${enrolled}, ${time(900, 'a')}, NULL), IF(${enrolled}, ${time(60, 'u')}, NULL),
       IF(${enrolled}, FLOOR((${time(60, 'u')}) / 30000), NULL)
     FROM ${numbers} WHERE ${paired}`,
    // Ten for one enrolled user in three: they are found by user, and more of them would only make the filling longer.
    `INSERT INTO backup_codes (user_id, kind, hash, created_at, used_at)
     SELECT people.seq, 'standard', hash, at, IF(code.seq < people.seq MOD 4, at + 86400000, NULL)
     FROM (SELECT seq, ${HASH} AS hash, ${time(800, 'b')} AS at FROM ${numbers} WHERE ${enrolled} AND seq MOD 3 = 0) people
       STRAIGHT_JOIN seq_0_to_9 code`,
    `INSERT INTO sessions (id, user_id, ip_address, user_agent, created_at, last_seen_at, expires_at)
     SELECT MD5(seq), seq, '192.0.2.7', 'Firefox on Windows', ${now} - 3600000, ${now} - 60000, ${now} + 86400000
     FROM ${numbers} WHERE seq MOD 3 = 0`,
    `INSERT INTO two_factor_events (user_id, time, kind, detail)
     SELECT people.seq, at + event.seq * 86400000, ELT(1 + event.seq, 'enrolled', 'backup-codes-generated', 'login'), NULL
     FROM (SELECT seq, ${time(900, 'a')} AS at FROM ${numbers} WHERE ${enrolled}) people
       STRAIGHT_JOIN seq_0_to_2 event`,
  ];
}

/** SQL wrote them here; the search is only measured honestly if they are the ones that the product writes. */
export async function compareTerms(connection: Connection, users: number): Promise<void> {
  const step = Math.max(1, Math.floor(users / 300));
  const [people] = await connection.query<RowDataPacket[]>(
    `SELECT id, username, email, full_name FROM users WHERE id MOD ${step} = 0 OR id <= 100`,
  );
  for (const person of people) {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT term FROM user_search_terms WHERE user_id = ?',
      [person.id],
    );
    const expected = searchTerms({
      username: person.username,
      email: person.email,
      fullName: person.full_name,
    });
    if (JSON.stringify(rows.map((row) => row.term).sort()) !== JSON.stringify(expected.sort())) {
      throw new Error(`The search terms of user ${person.id} are not those that search-terms.ts makes`);
    }
  }
}
