/** The sandbox platform's accounts, as its own login reads and writes them. Times are ms UTC. */
import type { Reader, Transaction } from '../../../database.ts';
import { openSecret } from '../secrets.ts';

export interface AccountRecord {
  id: string;
  username: string;
  email: string;
  fullName: string;
  passwordHash: string;
  status: 'active' | 'suspended';
  required: boolean;
  failedAttempts: number;
  lockedUntil: number | null;
  lastLoginAt: number | null;
}

export interface PairingRecord {
  id: string;
  /** Which app the user chose. */
  name: string | null;
  /** Raw key bytes. */
  key: Buffer;
  createdAt: number;
  /** Null: its first code was never entered. */
  confirmedAt: number | null;
  lastUsedStep: number | null;
}

export interface CodeRecord {
  id: string;
  kind: 'standard' | 'emergency';
  hash: string;
  usedAt: number | null;
  expiresAt: number | null;
}

const COLUMNS = [
  'id',
  'username',
  'email',
  'full_name',
  'password_hash',
  'status',
  'two_factor_required',
  'failed_attempts',
  'locked_until',
  'last_login_at',
];

/** `username` in lower case, as usernames are. */
export async function findAccount(reader: Reader, username: string): Promise<AccountRecord | null> {
  const row = await reader('users').where({ username }).first(COLUMNS);
  return row ? toAccount(row) : null;
}

export async function readAccount(reader: Reader, id: string): Promise<AccountRecord | null> {
  const row = await reader('users').where({ id }).first(COLUMNS);
  return row ? toAccount(row) : null;
}

/** The row as it is now, which nobody else changes until the transaction ends; Rekey's actions take the same lock. */
export async function lockAccount(tx: Transaction, id: string): Promise<AccountRecord | null> {
  const row = await tx('users').where({ id }).forUpdate().first(COLUMNS);
  return row ? toAccount(row) : null;
}

export async function changeAccount(
  tx: Transaction,
  id: string,
  changes: Partial<Pick<AccountRecord, 'required' | 'failedAttempts' | 'lockedUntil' | 'lastLoginAt'>>,
): Promise<void> {
  const columns = {
    two_factor_required: changes.required,
    failed_attempts: changes.failedAttempts,
    locked_until: changes.lockedUntil,
    last_login_at: changes.lastLoginAt,
  };
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  if (given.length > 0) await tx('users').where({ id }).update(Object.fromEntries(given));
}

/** The newest of each kind counts. @throws RekeyError PLATFORM_KEY_WRONG */
export async function readPairings(
  reader: Reader,
  userId: string,
  key: Buffer,
): Promise<{ confirmed: PairingRecord | null; pending: PairingRecord | null }> {
  const rows = await reader('totp_authenticators').where({ user_id: userId }).orderBy('id', 'desc');
  const records = rows.map(
    (row): PairingRecord => ({
      id: String(row.id),
      name: row.name,
      key: openSecret(key, userId, row.secret),
      createdAt: Number(row.created_at),
      confirmedAt: nullable(row.confirmed_at),
      lastUsedStep: nullable(row.last_used_step),
    }),
  );
  return {
    confirmed: records.find((one) => one.confirmedAt !== null) ?? null,
    pending: records.find((one) => one.confirmedAt === null) ?? null,
  };
}

/** Without opening the secret: for each page that the gate has to be asked for. */
export async function isEnrolled(reader: Reader, userId: string): Promise<boolean> {
  const row = await reader('totp_authenticators')
    .where({ user_id: userId })
    .whereNotNull('confirmed_at')
    .first('id');
  return row !== undefined;
}

export async function readCodes(reader: Reader, userId: string): Promise<CodeRecord[]> {
  const rows = await reader('backup_codes').where({ user_id: userId }).orderBy('id');
  return rows.map((row) => ({
    id: String(row.id),
    kind: row.kind,
    hash: row.hash,
    usedAt: nullable(row.used_at),
    expiresAt: nullable(row.expires_at),
  }));
}

// biome-ignore lint/suspicious/noExplicitAny: a row of a table is what the driver says
function toAccount(row: any): AccountRecord {
  return {
    id: String(row.id),
    username: row.username,
    email: row.email,
    fullName: row.full_name,
    passwordHash: row.password_hash,
    status: row.status === 'suspended' ? 'suspended' : 'active',
    required: Boolean(row.two_factor_required),
    failedAttempts: Number(row.failed_attempts),
    lockedUntil: nullable(row.locked_until),
    lastLoginAt: nullable(row.last_login_at),
  };
}

function nullable(value: number | string | null): number | null {
  return value === null ? null : Number(value);
}
