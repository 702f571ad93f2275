/** Reading one user's second factor. */
import { createHash } from 'node:crypto';
import { type Reader, rowsOf } from '../../database.ts';
import type {
  PlatformEvent,
  TotpSecret,
  TwoFactorState,
  UserId,
  UserReading,
  UserSession,
} from '../contract.ts';
import { openSecret, TOLERANCE, TOTP } from './secrets.ts';
import { SUMMARY_COLUMNS, type SummaryRow, toSummary } from './summaries.ts';

interface UserRow extends SummaryRow {
  phone: string | null;
  created_at: number;
  two_factor_required: number;
  failed_attempts: number;
  live_sessions: number;
  live_devices: number;
}

interface AuthenticatorRow {
  id: number;
  name: string | null;
  created_at: number;
  confirmed_at: number | null;
  last_used_at: number | null;
}

interface CodeRow {
  id: number;
  kind: 'standard' | 'emergency';
  created_at: number;
  used_at: number | null;
  expires_at: number | null;
}

interface SessionRow {
  user_agent: string | null;
  ip_address: string | null;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
}

interface DeviceRow {
  name: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number;
}

/** The statements of one reading and their values, for the benchmark. */
export function readingStatements(id: UserId, now: number): { sql: string; bindings: (string | number)[] }[] {
  return [
    {
      sql: `SELECT ${SUMMARY_COLUMNS}, u.phone, u.created_at, u.two_factor_required, u.failed_attempts,
        (SELECT COUNT(*) FROM sessions s WHERE s.user_id = u.id AND s.expires_at > ?) AS live_sessions,
        (SELECT COUNT(*) FROM trusted_devices d WHERE d.user_id = u.id AND d.expires_at > ?) AS live_devices
        FROM users u WHERE u.id = ?`,
      bindings: [now, now, id],
    },
    {
      sql: `SELECT id, name, created_at, confirmed_at, last_used_at FROM totp_authenticators
        WHERE user_id = ? ORDER BY confirmed_at IS NULL, id DESC`,
      bindings: [id],
    },
    {
      sql: 'SELECT id, kind, created_at, used_at, expires_at FROM backup_codes WHERE user_id = ? ORDER BY id',
      bindings: [id],
    },
  ];
}

export async function read(reader: Reader, id: UserId, now: number): Promise<UserReading | null> {
  const [users, authenticators, codes] = await Promise.all(
    readingStatements(id, now).map(({ sql, bindings }) => rowsOf<never>(reader, sql, bindings)),
  );
  const user = (users as UserRow[] | undefined)?.[0];
  if (!user) return null;
  const state = stateOf(user, (authenticators ?? []) as AuthenticatorRow[], (codes ?? []) as CodeRow[], now);
  return {
    user: { ...toSummary(user), phone: user.phone, createdAt: Number(user.created_at) },
    state,
    version: versionOf(user, (authenticators ?? []) as AuthenticatorRow[], (codes ?? []) as CodeRow[]),
  };
}

export async function readSessions(reader: Reader, id: UserId, now: number): Promise<UserSession[]> {
  const rows = await rowsOf<SessionRow>(
    reader,
    `SELECT user_agent, ip_address, created_at, last_seen_at, expires_at FROM sessions
      WHERE user_id = ? AND expires_at > ? ORDER BY last_seen_at DESC LIMIT 50`,
    [id, now],
  );
  return rows.map((row) => ({
    label: [row.user_agent, row.ip_address].filter(Boolean).join(' · ') || 'unknown device',
    createdAt: Number(row.created_at),
    lastSeenAt: Number(row.last_seen_at),
    expiresAt: Number(row.expires_at),
  }));
}

export async function readDevices(reader: Reader, id: UserId, now: number): Promise<UserSession[]> {
  const rows = await rowsOf<DeviceRow>(
    reader,
    `SELECT name, created_at, last_used_at, expires_at FROM trusted_devices
      WHERE user_id = ? AND expires_at > ? ORDER BY id DESC LIMIT 50`,
    [id, now],
  );
  return rows.map((row) => ({
    label: String(row.name),
    createdAt: Number(row.created_at),
    lastSeenAt: nullable(row.last_used_at),
    expiresAt: Number(row.expires_at),
  }));
}

export async function readEvents(
  reader: Reader,
  id: UserId,
  options: { before: number; limit: number },
): Promise<PlatformEvent[]> {
  const rows = await reader('two_factor_events')
    .where({ user_id: id })
    .where('time', '<', options.before)
    .orderBy([
      { column: 'time', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(options.limit);
  return rows.map((row) => ({
    id: String(row.id),
    time: Number(row.time),
    kind: row.kind,
    detail: row.detail,
  }));
}

export async function lastEvents(
  reader: Reader,
  id: UserId,
  kinds: readonly PlatformEvent['kind'][],
  since: number,
): Promise<Map<PlatformEvent['kind'], number>> {
  const rows: { kind: PlatformEvent['kind']; last: number }[] = await reader('two_factor_events')
    .where({ user_id: id })
    .where('time', '>=', since)
    .whereIn('kind', [...kinds])
    .groupBy('kind')
    .select('kind')
    .max({ last: 'time' });
  return new Map(rows.map((row) => [row.kind, Number(row.last)]));
}

export async function readSecrets(reader: Reader, id: UserId, key: Buffer): Promise<TotpSecret[]> {
  const rows = await reader('totp_authenticators')
    .where({ user_id: id })
    .orderByRaw('confirmed_at IS NULL, id DESC')
    .select('id', 'secret', 'confirmed_at', 'last_used_step');
  return rows.map((row) => ({
    authenticatorId: String(row.id),
    confirmed: row.confirmed_at !== null,
    key: openSecret(key, id, row.secret),
    parameters: TOTP,
    tolerance: TOLERANCE,
    drift: 0,
    lastUsedStep: nullable(row.last_used_step),
  }));
}

function stateOf(
  user: UserRow,
  authenticators: AuthenticatorRow[],
  codes: CodeRow[],
  now: number,
): TwoFactorState {
  const [authenticator] = authenticators;
  const standard = codes.filter((code) => code.kind === 'standard');
  const used = standard.filter((code) => code.used_at !== null);
  const backupCodes = {
    unused: standard.length - used.length,
    used: used.length,
    issuedAt: latest(standard.map((code) => code.created_at)),
    lastUsedAt: latest(used.map((code) => code.used_at)),
  };
  return {
    required: Boolean(user.two_factor_required),
    enrolment: toSummary(user).enrolment,
    because:
      authenticators.length === 0
        ? ['totp_authenticators has no row of the user']
        : authenticators.map(factOf),
    factors: authenticators.map((row) => ({
      kind: 'authenticator',
      row: rowOf(row),
      name: row.name,
      confirmed: row.confirmed_at !== null,
      counts: row.confirmed_at !== null,
      detail: null,
      createdAt: Number(row.created_at),
      lastUsedAt: nullable(row.last_used_at),
    })),
    authenticator: authenticator
      ? {
          name: authenticator.name,
          confirmed: authenticator.confirmed_at !== null,
          createdAt: Number(authenticator.created_at),
          confirmedAt: nullable(authenticator.confirmed_at),
          lastUsedAt: nullable(authenticator.last_used_at),
        }
      : null,
    backupCodes,
    emergencyCodes: codes
      .filter((code) => code.kind === 'emergency' && code.used_at === null && Number(code.expires_at) > now)
      .map((code) => ({ expiresAt: Number(code.expires_at) }))
      .sort((a, b) => a.expiresAt - b.expiresAt),
    failedAttempts: Number(user.failed_attempts),
    lockedUntil:
      user.locked_until !== null && Number(user.locked_until) > now ? Number(user.locked_until) : null,
    lockAssumes: null,
    sessions: Number(user.live_sessions),
    trustedDevices: Number(user.live_devices),
  };
}

const rowOf = ({ id }: AuthenticatorRow) => `totp_authenticators ${id}`;

function factOf(row: AuthenticatorRow): string {
  return `${rowOf(row)} ${row.confirmed_at === null ? 'has no confirmed_at' : 'has a confirmed_at'}`;
}

/** Neither wrong tries nor sessions are in it: they change by themselves while an agent talks to the caller. */
function versionOf(user: UserRow, authenticators: AuthenticatorRow[], codes: CodeRow[]): string {
  const facts = [
    Boolean(user.two_factor_required),
    user.status,
    authenticators.map((row) => [String(row.id), nullable(row.confirmed_at)]),
    codes.map((row) => [String(row.id), row.used_at === null]),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
}

function latest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null).map(Number);
  return known.length === 0 ? null : Math.max(...known);
}

function nullable(value: number | string | null): number | null {
  return value === null ? null : Number(value);
}
