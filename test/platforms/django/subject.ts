/** A Django platform, as the conformance suite asks for it. Its tables are made by Django itself, and their rows as Django writes them. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../../db/database.ts';
import { migrate } from '../../../db/migrate.ts';
import type { UserId } from '../../../db/platforms/contract.ts';
import { djangoPlatform } from '../../../db/platforms/django/index.ts';
import { djangoKind } from '../../../db/platforms/django/kind.ts';
import { propose } from '../../../db/platforms/django/people.ts';
import { readTables } from '../../../db/platforms/django/tables.ts';
import { djangoTime } from '../../../db/platforms/django/times.ts';
import { createSearchIndexService } from '../../../main/services/search-index/service.ts';
import { type DjangoSettings, migrateDjango } from '../../support/django.ts';
import { START } from '../../support/people.ts';
import { dumpRows, type Owners } from '../conformance/rows.ts';
import { NOW, type Situation, type Subject } from '../conformance/subject.ts';

const KEY = Buffer.alloc(20, 9);
const CODES = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'];
const HOUR = 60 * 60 * 1000;
const at = (time: number) => djangoTime(time);

const THROTTLE = { throttling_failure_count: 0, throttling_failure_timestamp: null };
const TIMES = { created_at: at(START), last_used_at: null };
const PAIRED = { name: 'default', confirmed: true, createdAt: START, confirmedAt: START, lastUsedAt: null };

type Add = (database: Database, id: UserId) => Promise<unknown>;

const totp =
  (columns: object = {}): Add =>
  ({ reader }, id) =>
    reader('otp_totp_totpdevice').insert({
      ...{ user_id: id, name: 'default', confirmed: true, key: KEY.toString('hex') },
      ...{ step: 30, t0: 0, digits: 6, tolerance: 1, drift: 0, last_t: -1 },
      ...{ ...THROTTLE, ...TIMES, ...columns },
    });

const tokens =
  (codes: readonly string[], columns: object = {}): Add =>
  async ({ reader }, id) => {
    const [device] = await reader('otp_static_staticdevice').insert({
      ...{ user_id: id, name: 'backup', confirmed: true, ...THROTTLE, ...TIMES, ...columns },
    });
    if (codes.length > 0)
      await reader('otp_static_statictoken').insert(codes.map((token) => ({ device_id: device, token })));
  };

const phone =
  (name: string): Add =>
  ({ reader }, id) =>
    reader('two_factor_phonedevice').insert({
      ...{ user_id: id, name, confirmed: true, ...THROTTLE },
      ...{ number: '+4930123456', key: '11'.repeat(20), method: 'sms' },
    });

const card =
  (name: string): Add =>
  ({ reader }, id) =>
    reader('devices_carddevice').insert({ user_id: id, name, confirmed: true, serial: '1' });

const session: Add = ({ reader }, id) =>
  reader('user_sessions_session').insert({
    ...{ session_key: randomUUID().replaceAll('-', ''), session_data: 'unused', user_id: id },
    ...{ expire_date: at(NOW + HOUR), last_activity: at(START), ip: '127.0.0.1', user_agent: 'Firefox' },
  });

const TABLES: Owners = {
  otp_totp_totpdevice: 'user_id',
  otp_static_staticdevice: 'user_id',
  otp_static_statictoken: ({ device_id }, rowsOf) =>
    rowsOf('otp_static_staticdevice').find(({ id }) => id === device_id)?.user_id,
  otp_email_emaildevice: 'user_id',
  two_factor_phonedevice: 'user_id',
  two_factor_webauthn_webauthndevice: 'user_id',
  devices_carddevice: 'user_id',
  user_sessions_session: 'user_id',
  django_session: () => null,
  django_admin_log: 'user_id',
  rekey_django_emergency_tokens: 'user_id',
};

/** A project whose platform is to keep to the rules. */
interface Shape {
  settings: Extract<DjangoSettings, 'settings' | 'settings_uuid' | 'settings_plain'>;
  users: string;
  row(name: string): object;
  /** django-two-factor-auth is there. */
  twoFactor: boolean;
}

const emailOf = (name: string) => `${name}@${name}.example.org`;
const OFTEN = { password: 'unused', last_login: null, is_superuser: false, is_staff: false, is_active: true };

const OWN_USERS = {
  users: 'auth_user',
  row: (username: string) => ({
    ...{ ...OFTEN, username, first_name: 'Ola', last_name: `Nord ${username}` },
    ...{ email: emailOf(username), date_joined: at(START) },
  }),
};

export const SHAPES: readonly Shape[] = [
  { settings: 'settings', twoFactor: true, ...OWN_USERS },
  {
    ...{ settings: 'settings_uuid', twoFactor: true, users: 'accounts_account' },
    row: (name) => ({
      ...{ ...OFTEN, id: randomUUID().replaceAll('-', ''), name: `Ola Nord ${name}`, phone_number: '' },
      ...{ email: emailOf(name), created_at: at(START) },
    }),
  },
  { settings: 'settings_plain', twoFactor: false, ...OWN_USERS },
];

/** As the shape's own tests call the first. */
function addUser(shape: Shape, { reader }: Database, name: string, columns: object = {}): Promise<unknown> {
  return reader(shape.users).insert({ ...shape.row(name), ...columns });
}

function situationOf(
  shape: Shape,
  add: readonly Add[],
  reads: Situation['reads'],
  columns: object = {},
): Situation {
  return {
    async make(database, name) {
      await addUser(shape, database, name, columns);
      const made = await database
        .reader(shape.users)
        .where({ email: emailOf(name) })
        .first('id');
      const id = String(made.id) as UserId;
      for (const one of add) await one(database, id);
      return id;
    },
    reads,
  };
}

const off = { state: { required: null, enrolment: 'off' as const, authenticator: null } };
const update =
  (table: string, columns: object): Add =>
  ({ reader }, id) =>
    reader(table).where({ user_id: id }).update(columns);

async function openDjango(open: Parameters<Subject['open']>[0], { settings }: Shape) {
  const database = await open('none');
  await migrateDjango(database.target, settings);
  await migrate(database, djangoKind, { platform: false });
  const tables = await readTables(database.reader);
  if (!tables) throw new Error('nothing was recognised');
  const use = { django: false, userSessions: true };
  return { database, platform: djangoPlatform(database, { tables, mapping: propose(tables), use }) };
}

/** In the form of MariaDB's own type; text without hyphens on SQLite. */
const NOBODY = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

/** What the conformance suite's own platforms are indexed by, once each is opened. */
const walks = new WeakMap<object, () => Promise<unknown>>();

export function djangoSubject(shape: Shape): Subject {
  const { settings, users, twoFactor } = shape;
  const situation = (add: readonly Add[], reads: Situation['reads'], columns?: object) =>
    situationOf(shape, add, reads, columns);
  // Only django-two-factor-auth makes the row when the first code is typed.
  const paired = { ...PAIRED, confirmedAt: twoFactor ? START : null };
  const on = { state: { required: null, enrolment: 'on' as const, authenticator: paired } };
  const updateUser =
    (columns: object): Add =>
    ({ reader }, id) =>
      reader(users).where({ id }).update(columns);
  const tables = Object.entries({ [users]: 'id', ...TABLES }).filter(
    ([table]) => twoFactor || !table.startsWith('two_factor_'),
  );
  const subject: Subject = {
    label: `Django platform of ${settings}`,
    async open(open) {
      const { database, platform } = await openDjango(open, shape);
      const { walkNow } = createSearchIndexService({ database, platform, clock: Date.now });
      walks.set(database, walkNow);
      if (settings === 'settings_uuid')
        subject.nobody = (database.kind === 'mysql' ? NOBODY : NOBODY.replaceAll('-', '')) as UserId;
      return { database, platform };
    },
    bringIndexUpToDate: async (database) => walks.get(database)?.(),
    dump: (database) => dumpRows(database, Object.fromEntries(tables) as Owners),
    situations: {
      off: situation([], { ...off, user: { status: 'active', role: 'user', createdAt: START } }),
      full: {
        ...situation(
          [
            totp({ throttling_failure_count: 20, throttling_failure_timestamp: at(START) }),
            tokens(CODES, { throttling_failure_count: 1, throttling_failure_timestamp: at(START) }),
            ...(twoFactor ? [phone('backup')] : []),
            session,
            session,
          ],
          {
            user: { enrolment: 'on', lockedUntil: START + 2 ** 19 * 1000 },
            state: {
              ...on.state,
              ...{
                failedAttempts: 20,
                lockedUntil: START + 2 ** 19 * 1000,
                sessions: 2,
                trustedDevices: null,
              },
              backupCodes: { unused: 3, used: null, issuedAt: null, lastUsedAt: null },
            },
          },
        ),
        ...{ secret: KEY, codes: CODES },
      },
      // django-otp alone takes any confirmed device for a second factor.
      'codes alone': {
        ...situation([tokens(CODES)], twoFactor ? off : { state: { enrolment: 'on', authenticator: null } }),
        codes: CODES,
      },
      unconfirmed: situation([totp({ confirmed: false })], {
        state: { enrolment: 'pending', authenticator: { ...PAIRED, confirmed: false, confirmedAt: null } },
      }),
      'of another name': {
        ...situation(
          [totp({ name: 'phone' })],
          twoFactor ? off : { state: { ...on.state, authenticator: { ...paired, name: 'phone' } } },
        ),
        secret: KEY,
      },
      ...(twoFactor && {
        'by phone': situation([phone('default')], { state: { enrolment: 'on', authenticator: null } }),
      }),
      'a card of unknown class': situation([card('default')], { state: { enrolment: 'unknown' } }),
      'another app, not confirmed': {
        ...situation([totp(), totp({ confirmed: false })], on),
        secret: KEY,
      },
      staff: situation([], { user: { privileged: true, role: 'staff' } }, { is_staff: true }),
      inactive: situation([], { user: { status: 'suspended' } }, { is_active: false }),
    },
    effects: {
      reset: {
        all: ['-otp_static_staticdevice', '-otp_static_statictoken', '-otp_totp_totpdevice'],
      },
      disable: {
        all: [
          ...['-otp_static_staticdevice', '-otp_static_statictoken', '-otp_totp_totpdevice'],
          ...(twoFactor ? ['-two_factor_phonedevice'] : []),
        ],
      },
      unlock: {
        all: ['otp_static_staticdevice', 'otp_totp_totpdevice'].flatMap((table) => [
          `${table}.throttling_failure_count`,
          `${table}.throttling_failure_timestamp`,
        ]),
      },
      'replace codes': {
        all: [
          ...['+otp_static_statictoken', '-otp_static_statictoken'],
          ...[
            'otp_static_staticdevice.throttling_failure_count',
            'otp_static_staticdevice.throttling_failure_timestamp',
          ],
        ],
        again: ['+otp_static_statictoken', '-otp_static_statictoken'],
      },
      'add emergency code': {
        all: [
          ...['+otp_static_statictoken', '+rekey_django_emergency_tokens'],
          ...[
            'otp_static_staticdevice.throttling_failure_count',
            'otp_static_staticdevice.throttling_failure_timestamp',
          ],
        ],
        again: ['+otp_static_statictoken', '+rekey_django_emergency_tokens'],
      },
      'use a code up': {
        all: [
          '-otp_static_statictoken',
          ...['last_used_at', 'throttling_failure_count', 'throttling_failure_timestamp'].map(
            (column) => `otp_static_staticdevice.${column}`,
          ),
        ],
      },
      "use an authenticator's code up": {
        all: ['last_t', 'last_used_at', 'throttling_failure_count', 'throttling_failure_timestamp'].map(
          (column) => `otp_totp_totpdevice.${column}`,
        ),
      },
      'end sessions': { all: ['-user_sessions_session'] },
    },
    nobody: '987654321' as UserId,
    noIds: (id) => [
      ...[`${id}abc`, `0${id}`, ` ${id}`, `+${id}`, `${id}.0`, `${id}e0`, `${id}\n`, `#${id}`],
      ...['abc', '0', '-1', '', '9'.repeat(30), '１２'],
    ],
    changes: {
      matters: {
        'a user who is not active': updateUser({ is_active: false }),
        'another name of the device': update('otp_totp_totpdevice', { name: 'phone' }),
        'a device that is not confirmed': update('otp_totp_totpdevice', { confirmed: false }),
        'another device': totp({ confirmed: false }),
        'a token that was used': ({ reader }, id) =>
          reader('otp_static_statictoken')
            .whereIn('device_id', reader('otp_static_staticdevice').where({ user_id: id }).select('id'))
            .where({ token: CODES[0] })
            .delete(),
      },
      doesNot: {
        'wrong tries': update('otp_totp_totpdevice', { throttling_failure_count: 1 }),
        'a login': updateUser({ last_login: at(NOW) }),
        'a right code': update('otp_totp_totpdevice', { last_t: 1, last_used_at: at(NOW), drift: 1 }),
        'a session that ended': update('user_sessions_session', { expire_date: at(NOW) }),
      },
    },
    queries: ({ id, username, email, fullName }) => ({
      'the beginning of the username': username.slice(0, -1),
      'the e-mail address': email ?? '',
      'the domain': `@${username.replace(/@.*/, '')}.`,
      'the full name, in capitals': (fullName ?? '').toUpperCase(),
      'later words first': `${username.replace(/@.*/, '')} nord`,
      'the id': `#${id}`,
      'the id alone': id,
    }),
    references: ({ username, email }) => [username, email ?? '', username.toUpperCase()],
    async remove(database, id) {
      await database.reader(users).where({ id }).delete();
    },
    async fill(database, count) {
      const rows = Array.from({ length: count }, (_, n) => shape.row(`many${String(n).padStart(6, '0')}`));
      await database.reader.batchInsert(users, rows, 50);
    },
    app: ['--totp=sha1', '--digits=6', '--time-step-size=30s'],
    async writeEvents(database, id) {
      const minute = (n: number) => at(START + n * 60_000);
      await totp({
        ...{ created_at: minute(0), last_used_at: minute(2) },
        ...{ throttling_failure_count: 2, throttling_failure_timestamp: minute(3) },
      })(database, id);
      await tokens([], { created_at: minute(1), last_used_at: minute(3) })(database, id);
      return 5;
    },
    codes: {
      form: /^[a-z2-7]{13}$/,
      typed: (shown) => [shown.toUpperCase(), ` ${shown} `, `${shown.slice(0, 4)} ${shown.slice(4)}`],
      noCodes: ['', ' ', '123456', 'aaaaaaa', 'aaaaaaa1', 'aaaaaaa!', 'a'.repeat(17)],
      async opens({ reader }, id, code, now) {
        const [device] = await reader('otp_static_staticdevice').where({ user_id: id }).orderBy('id');
        const found = await reader('otp_static_statictoken').where({
          device_id: device?.id ?? 0,
          token: code,
        });
        const ended = await reader('rekey_django_emergency_tokens')
          .whereIn(
            'token_id',
            found.map((row) => row.id),
          )
          .where('expires_at', '<=', now);
        return found.length > ended.length;
      },
    },
  };
  return subject;
}
