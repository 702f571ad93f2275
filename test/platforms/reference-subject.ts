/** The reference platform, as the conformance suite asks for it. */
import type { Database } from '../../db/database.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { sealSecret } from '../../db/platforms/reference/secrets.ts';
import { searchTerms } from '../../db/text/search-terms.ts';
import type { OpenTestDatabase } from '../support/databases.ts';
import { codeWorks } from '../support/desk.ts';
import { addPerson, type Person, PLATFORM_KEY, START } from '../support/people.ts';
import { dumpRows } from './conformance/rows.ts';
import { NOW, type Situation, type Subject } from './conformance/subject.ts';

const SECRET = new Uint8Array(20).fill(9);
const CODES = ['AAAA-BBBB-CCCCC', '1111-2222-33333', 'WXYZ-WXYZ-WXYZ0'];
const PAIRED = { name: 'Authy', confirmed: true, createdAt: START, confirmedAt: START, lastUsedAt: null };
const LOCK_ENDS = NOW + 24 * 60 * 60 * 1000;

/** What goes with the pairing. */
const GONE = ['-backup_codes', '-totp_authenticators'];

const TABLES = {
  users: 'id',
  user_search_terms: 'user_id',
  totp_authenticators: 'user_id',
  backup_codes: 'user_id',
  sessions: 'user_id',
  trusted_devices: 'user_id',
  two_factor_events: 'user_id',
  contact_messages: 'user_id',
};

/** `then`: what addPerson does not write. */
function situation(
  person: Omit<Person, 'username'>,
  reads: Situation['reads'],
  then: (database: Database, id: UserId) => Promise<unknown> = async () => {},
): Situation {
  return {
    async make(database, name) {
      const named = { username: name, fullName: `Ola Nord ${name}`, email: `${name}@${name}.example.org` };
      const id = await addPerson(database, { ...named, ...person });
      await then(database, id);
      return id;
    },
    reads,
    ...(person.secret && person.confirmed !== false && { secret: person.secret }),
    ...(person.codes && { codes: person.codes }),
  };
}

const user = (columns: object) => (database: Database, id: UserId) =>
  database.reader('users').where({ id }).update(columns);
const rowOf = (table: string, columns: object) => (database: Database, id: UserId) =>
  database.reader(table).insert({ user_id: id, created_at: START, ...columns });
const rowsOf = (table: string, columns: object) => (database: Database, id: UserId) =>
  database.reader(table).where({ user_id: id }).update(columns);
const emergency = (expiresAt: number) => ({ kind: 'emergency', hash: 'none', expires_at: expiresAt });

export async function openReference(open: OpenTestDatabase) {
  const database = await open();
  return { database, platform: referencePlatform(database, PLATFORM_KEY) };
}

export const REFERENCE: Subject = {
  label: 'reference platform',
  open: openReference,
  dump: (database) => dumpRows(database, TABLES),
  situations: {
    off: situation(
      {},
      {
        user: { role: 'member', status: 'active' },
        state: { required: false, enrolment: 'off', authenticator: null },
      },
    ),
    full: situation(
      { secret: SECRET, codes: CODES, sessions: 2, devices: 1, failedAttempts: 5, lockedUntil: LOCK_ENDS },
      {
        user: { enrolment: 'on', lockedUntil: LOCK_ENDS, createdAt: START },
        state: {
          ...{
            required: true,
            enrolment: 'on',
            failedAttempts: 5,
            lockedUntil: LOCK_ENDS,
            lockAssumes: null,
          },
          ...{ sessions: 2, trustedDevices: 1, emergencyCodes: [] },
          authenticator: PAIRED,
          backupCodes: { unused: 3, used: 0, issuedAt: START, lastUsedAt: null },
        },
      },
    ),
    pending: situation(
      { secret: SECRET, confirmed: false },
      { state: { enrolment: 'pending', authenticator: { ...PAIRED, confirmed: false, confirmedAt: null } } },
    ),
    required: situation({ required: true }, { state: { required: true, enrolment: 'off' } }),
    privileged: situation(
      { privileged: true, secret: SECRET },
      { user: { privileged: true, role: 'administrator' } },
    ),
    suspended: situation({}, { user: { status: 'suspended' } }, user({ status: 'suspended' })),
    'of a department': situation(
      {},
      { user: { department: 'Élan', phone: '+47 1' } },
      user({ department: 'Élan', phone: '+47 1' }),
    ),
    'no longer locked': situation(
      { failedAttempts: 5, lockedUntil: START },
      { state: { failedAttempts: 5, lockedUntil: null } },
    ),
    'with codes used up': situation(
      { secret: SECRET },
      { state: { backupCodes: { unused: 0, used: 1, issuedAt: START, lastUsedAt: START + 1 } } },
      rowOf('backup_codes', { kind: 'standard', hash: 'none', used_at: START + 1 }),
    ),
    'with an emergency code': situation(
      { secret: SECRET },
      { state: { emergencyCodes: [{ expiresAt: NOW + 1 }] } },
      rowOf('backup_codes', emergency(NOW + 1)),
    ),
    'with an emergency code that ended': situation(
      { secret: SECRET },
      {
        state: { emergencyCodes: [], backupCodes: { unused: 0, used: 0, issuedAt: null, lastUsedAt: null } },
      },
      rowOf('backup_codes', emergency(NOW)),
    ),
    'pairing another phone': situation(
      { secret: SECRET },
      { state: { enrolment: 'on', authenticator: PAIRED } },
      (database, id) =>
        rowOf('totp_authenticators', { name: 'Aegis', secret: sealSecret(PLATFORM_KEY, id, SECRET) })(
          database,
          id,
        ),
    ),
    'signed in no more': situation(
      { sessions: 2, devices: 2 },
      { state: { sessions: 0, trustedDevices: 0 } },
      async (database, id) => {
        await rowsOf('sessions', { expires_at: NOW })(database, id);
        await rowsOf('trusted_devices', { expires_at: NOW })(database, id);
      },
    ),
  },
  effects: {
    reset: {
      all: [...GONE, '+two_factor_events', 'users.failed_attempts', 'users.locked_until'],
      again: ['+two_factor_events'],
    },
    disable: {
      all: [
        ...GONE,
        '+two_factor_events',
        'users.failed_attempts',
        'users.locked_until',
        'users.two_factor_required',
      ],
      again: ['+two_factor_events'],
    },
    unlock: {
      all: ['+two_factor_events', 'users.failed_attempts', 'users.locked_until'],
      again: ['+two_factor_events'],
    },
    'replace codes': {
      all: ['+backup_codes', '+two_factor_events', '-backup_codes'],
      again: ['+backup_codes', '+two_factor_events', '-backup_codes'],
    },
    'add emergency code': {
      all: ['+backup_codes', '+two_factor_events'],
      again: ['+backup_codes', '+two_factor_events'],
    },
    'use a code up': { all: ['+two_factor_events', 'backup_codes.used_at'] },
    'end sessions': { all: ['+two_factor_events', '-sessions'] },
    'forget devices': { all: ['+two_factor_events', '-trusted_devices'] },
  },
  nobody: '987654321' as UserId,
  noIds: (id) => [
    ...[`${id}abc`, `0${id}`, ` ${id}`, `+${id}`, `${id}.0`, `${id}e0`, `${id}\n`, `#${id}`],
    ...['abc', '0', '-1', '', '9'.repeat(30), '１２'],
  ],
  changes: {
    matters: {
      'a suspension': user({ status: 'suspended' }),
      'no requirement': user({ two_factor_required: false }),
      'a pairing that is gone': (database, id) =>
        database.reader('totp_authenticators').where({ user_id: id }).delete(),
      'another pairing': rowOf('totp_authenticators', { secret: 'unused' }),
      'a code that was used': rowsOf('backup_codes', { used_at: NOW }),
      'an emergency code': rowOf('backup_codes', emergency(NOW + 1)),
    },
    doesNot: {
      'wrong tries': user({ failed_attempts: 1, locked_until: null }),
      'a login': user({ last_login_at: NOW }),
      'a right code': rowsOf('totp_authenticators', { last_used_at: NOW, last_used_step: 1 }),
      'a session that ended': rowsOf('sessions', { expires_at: NOW }),
      'an event': (database, id) =>
        database.reader('two_factor_events').insert({ user_id: id, time: NOW, kind: 'login' }),
    },
  },
  queries: ({ id, username, email, fullName }) => ({
    'the beginning of the username': username.slice(0, -1),
    'the e-mail address': email ?? '',
    'the domain': `@${username}.`,
    'the full name, in capitals': (fullName ?? '').toUpperCase(),
    'a later word of it': `Nord ${username}`,
    'the id': `#${id}`,
    'the id alone': id,
  }),
  references: ({ username, email }) => [username, email ?? '', username.toUpperCase()],
  async remove(database, id) {
    for (const [table, column] of Object.entries(TABLES).reverse())
      await database
        .reader(table)
        .where({ [column]: id })
        .delete();
  },
  async fill(database, count) {
    const [found] = await database.reader('users').max({ last: 'id' });
    const people = Array.from({ length: count }, (_, n) => {
      const username = `many${String(n).padStart(6, '0')}`;
      return {
        id: Number(found?.last) + 1 + n,
        username,
        email: `${username}@example.org`,
        full_name: `Many Of ${username}`,
      };
    });
    await database.reader.batchInsert(
      'users',
      people.map((one) => ({
        ...one,
        ...{
          role: 'member',
          status: 'active',
          password_hash: 'unused',
          two_factor_required: false,
          created_at: START,
        },
      })),
      50,
    );
    const terms = people.flatMap(({ id, full_name: fullName, ...one }) =>
      searchTerms({ ...one, fullName }).map((term) => ({ term, user_id: id })),
    );
    await database.reader.batchInsert('user_search_terms', terms, 300);
  },
  app: ['--totp=sha1', '--digits=6', '--time-step-size=30s'],
  codes: {
    form: /^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{5}$/,
    typed: (shown) => [
      shown.toLowerCase(),
      shown.replaceAll('-', ''),
      ` ${shown.replaceAll('-', ' ')} `,
      shown.replaceAll('-', '\u2013'),
      shown.replaceAll('0', 'O').replaceAll('1', 'l'),
      shown.replace(/[0-9A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
    ],
    noCodes: [
      '',
      ' ',
      '123456',
      'AAAA-BBBB',
      'AAAA-BBBB-CCCC',
      'AAAA-BBBB-CCCCCC',
      'UUUU-UUUU-UUUUU',
      'AAAA!BBBB!CCCCC',
    ],
    opens: codeWorks,
  },
  async writeEvents(database, id) {
    const kinds = ['pairing-started', 'enrolled', 'login', 'code-used', 'login'];
    await database
      .reader('two_factor_events')
      .insert(
        kinds.map((kind, n) => ({ user_id: id, time: START + Math.min(n, 3) * 60_000, kind, detail: null })),
      );
    return kinds.length;
  },
  async writeMessage(database, { text, time }) {
    await database
      .reader('contact_messages')
      .insert({ name: 'Ann', email: 'ann@example.org', message: text, created_at: time });
  },
};
