/** The demo's users with all that belongs to them, and what could not all be true of one of them. */
import type { Database } from '../../db/database.ts';

/** ms. */
export const DAY = 24 * 60 * 60 * 1000;

export interface UserRow {
  id: number;
  username: string;
  email: string;
  full_name: string;
  phone: string | null;
  department: string | null;
  privileged: number;
  status: string;
  two_factor_required: number;
  failed_attempts: number;
  locked_until: number | null;
  created_at: number;
  last_login_at: number | null;
}

export interface CodeRow {
  kind: string;
  hash: string;
  created_at: number;
  used_at: number | null;
  expires_at: number | null;
}

export interface Everything {
  user: UserRow;
  authenticators: {
    created_at: number;
    confirmed_at: number | null;
    last_used_at: number | null;
    last_used_step: number | null;
  }[];
  codes: CodeRow[];
  sessions: { created_at: number; last_seen_at: number; expires_at: number }[];
  devices: { created_at: number }[];
  events: { time: number; kind: string; detail: string | null }[];
}

export async function readEverybody(database: Database): Promise<Everything[]> {
  const grouped = async <Row>(table: string) => {
    const rows: (Row & { user_id: number })[] = await database
      .reader(table)
      .orderBy(table === 'sessions' ? 'created_at' : 'id');
    const byUser = groupByUser(rows);
    return (id: number): Row[] => byUser.get(Number(id)) ?? [];
  };
  const users: UserRow[] = await database.reader('users').orderBy('id');
  const authenticators = await grouped<Everything['authenticators'][0]>('totp_authenticators');
  const codes = await grouped<CodeRow>('backup_codes');
  const sessions = await grouped<Everything['sessions'][0]>('sessions');
  const devices = await grouped<Everything['devices'][0]>('trusted_devices');
  const events = await grouped<Everything['events'][0]>('two_factor_events');
  return users.map((user) => ({
    user,
    authenticators: authenticators(user.id),
    codes: codes(user.id),
    sessions: sessions(user.id),
    devices: devices(user.id),
    events: events(user.id),
  }));
}

export function countStates(everybody: Everything[], now: number) {
  const count = (is: (person: Everything) => boolean) => everybody.filter(is).length;
  const enrolled = ({ authenticators }: Everything) =>
    authenticators.some((one) => one.confirmed_at !== null);
  const pending = ({ authenticators }: Everything) => authenticators.some((one) => one.confirmed_at === null);
  const left = ({ codes }: Everything) =>
    codes.filter((code) => code.kind === 'standard' && code.used_at === null).length;
  const had = ({ codes }: Everything) => codes.some((code) => code.kind === 'standard');
  const lastOf = ({ events }: Everything, kinds: string[]) =>
    events.findLast(({ kind }) => kinds.includes(kind))?.kind;
  const emergency = (is: (code: CodeRow) => boolean) => (person: Everything) =>
    person.codes.some((code) => code.kind === 'emergency' && is(code));
  return {
    enrolled: count(enrolled),
    allCodes: count((person) => left(person) === 10),
    someCodes: count((person) => left(person) > 2 && left(person) < 10),
    twoCodes: count((person) => left(person) === 2),
    noCodesLeft: count((person) => had(person) && left(person) === 0),
    neverGenerated: count((person) => enrolled(person) && !had(person)),
    pendingNow: count((person) => pending(person) && (person.authenticators[0]?.created_at ?? 0) > now - DAY),
    pendingForLong: count(
      (person) => pending(person) && (person.authenticators[0]?.created_at ?? now) < now - 7 * DAY,
    ),
    notEnrolled: count(
      (person) => person.authenticators.length === 0 && lastOf(person, ['reset', 'disabled']) === undefined,
    ),
    afterReset: count((person) => lastOf(person, ['reset', 'disabled', 'enrolled']) === 'reset'),
    disabled: count((person) => lastOf(person, ['reset', 'disabled', 'enrolled']) === 'disabled'),
    locked: count(({ user }) => (user.locked_until ?? 0) > now),
    fewFailures: count(({ user }) => user.failed_attempts > 0 && user.locked_until === null),
    suspended: count(({ user }) => user.status === 'suspended'),
    emergencyOutstanding: count(emergency((code) => code.used_at === null && (code.expires_at ?? 0) > now)),
    emergencyExpired: count(emergency((code) => code.used_at === null && (code.expires_at ?? now) < now)),
    emergencyUsed: count(emergency((code) => code.used_at !== null)),
    withSessions: count(({ sessions }) => sessions.length > 1),
    withDevices: count(({ devices }) => devices.length > 0),
    neverLoggedIn: count(({ user }) => user.last_login_at === null),
    dormant: count(({ user }) => user.last_login_at !== null && user.last_login_at < now - 180 * DAY),
    privileged: count(({ user }) => Boolean(user.privileged)),
    privilegedWithout: count((person) => Boolean(person.user.privileged) && !enrolled(person)),
  };
}

/** What can not all be true of one user. */
export function contradictions(
  { user, authenticators, codes, sessions, devices, events }: Everything,
  now: number,
): string[] {
  const found: string[] = [];
  const claim = (holds: boolean, what: string) => holds || found.push(what);
  const times = events.map(({ time }) => Number(time));
  const of = (kind: string) => events.filter((event) => event.kind === kind);
  const pairing = events.findLast(({ kind }) =>
    ['pairing-started', 'enrolled', 'disabled', 'reset'].includes(kind),
  )?.kind;
  const [authenticator] = authenticators;
  const enrolled = authenticator?.confirmed_at != null;

  claim(authenticators.length <= 1, 'two authenticators');
  claim(
    times.every((time) => time > user.created_at && time <= now),
    'an event before the account or after now',
  );
  claim(
    times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0)),
    'events out of order',
  );
  claim(user.created_at < now && user.created_at > now - 4.1 * 365 * DAY, 'an account of another time');

  claim(enrolled === (pairing === 'enrolled'), `enrolled ${enrolled}, but last was ${pairing}`);
  claim(
    (authenticator !== undefined && !enrolled) === (pairing === 'pairing-started'),
    'pending, or not, against its history',
  );
  if (enrolled) claim(Boolean(user.two_factor_required), 'enrolled, but 2FA not required');
  if (pairing === 'reset') claim(Boolean(user.two_factor_required), 'reset ended the requirement');
  if (pairing === 'disabled') claim(!user.two_factor_required, 'disabled, but required');

  const logins = of('login').map(({ time }) => Number(time));
  claim(
    (logins.length === 0 ? null : Math.max(...logins)) ===
      (user.last_login_at === null ? null : Number(user.last_login_at)),
    'the last login is another',
  );
  claim(
    user.last_login_at !== null || sessions.length + devices.length + authenticators.length === 0,
    'never there, but signed in',
  );

  const usedCodes = of('code-used').map(({ time }) => Number(time));
  if (enrolled && authenticator.last_used_at !== null) {
    claim(Number(authenticator.last_used_at) === Math.max(...usedCodes), 'the last code is another');
    claim(
      Number(authenticator.last_used_step) === Math.floor(Number(authenticator.last_used_at) / 30_000),
      'the step is another',
    );
  }
  claim(
    authenticators.every((one) => one.confirmed_at === null || one.confirmed_at >= one.created_at),
    'confirmed before it was added',
  );

  const standard = codes.filter(({ kind }) => kind === 'standard');
  claim(standard.length === 0 || standard.length === 10, 'not ten codes');
  claim(standard.length === 0 || enrolled, 'codes without an authenticator');
  claim(standard.length > 0 === of('backup-codes-generated').length > 0, 'codes that nobody generated');
  const spent = standard.filter(({ used_at }) => used_at !== null).map(({ used_at }) => Number(used_at));
  const told = of('backup-code-used')
    .filter(({ detail }) => detail === null)
    .map(({ time }) => Number(time));
  claim(spent.sort().join() === told.sort().join(), 'other codes used than told');
  claim(
    codes.every((code) => code.used_at === null || code.used_at >= code.created_at),
    'used before it was made',
  );
  const emergencies = codes.filter(({ kind }) => kind === 'emergency');
  claim(emergencies.length === of('emergency-code-issued').length, 'an emergency code that nobody issued');
  claim(
    emergencies.every((code) => code.expires_at !== null && code.expires_at - code.created_at <= DAY),
    'an emergency code for too long',
  );

  const since = events.findLastIndex(({ kind }) => kind === 'login');
  claim(
    events.slice(since + 1).filter(({ kind }) => kind === 'code-failed').length ===
      Number(user.failed_attempts),
    'other wrong codes than told',
  );
  claim((user.locked_until !== null) === of('locked').length > 0, 'locked, or not, against its history');

  claim(
    sessions.every(
      (one) =>
        one.created_at > user.created_at &&
        one.last_seen_at >= one.created_at &&
        one.last_seen_at <= now &&
        one.expires_at > now,
    ),
    'a session of another time',
  );
  claim(user.status === 'active' || sessions.length === 0, 'suspended, but signed in');
  claim(devices.length === 0 || enrolled, 'a trusted device without a second factor');
  return found;
}

export function groupByUser<Row extends { user_id: number }>(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(Number(row.user_id));
    if (group) group.push(row);
    else groups.set(Number(row.user_id), [row]);
  }
  return groups;
}
