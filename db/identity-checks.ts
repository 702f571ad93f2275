/** Evidence that a caller is the user, as staff gathered it. Times are ms UTC. */
import { createHash } from 'node:crypto';
import type { Reader, Transaction } from './database.ts';

/** `waiting`: a code was sent and not read back yet. `failed`: a wrong code. `void`: it can not be passed any more. */
export type IdentityCheckState = 'waiting' | 'passed' | 'failed' | 'void';

export interface IdentityCheck {
  id: number;
  userId: string;
  staff: { id: number; name: string };
  kind: string;
  state: IdentityCheckState;
  /** Who confirmed. */
  who: string | null;
  /** How, in the agent's words. */
  note: string | null;
  /** The contact request it was gathered for. */
  requestId: number | null;
  createdAt: number;
  passedAt: number | null;
  /** Of a code by e-mail: what the caller may ask the agent for. */
  phrase: string | null;
  /** Of a code by e-mail: which address it went to, see hashAddress. */
  addressHash: string | null;
  expiresAt: number | null;
}

/** A code by e-mail that was not read back yet. */
export interface WaitingCode extends IdentityCheck {
  codeHash: string;
  tries: number;
}

const TABLE = 'rekey_identity_checks';

type NewCheck = Pick<IdentityCheck, 'userId' | 'staff' | 'kind' | 'state' | 'requestId' | 'createdAt'> &
  Partial<Pick<IdentityCheck, 'who' | 'note' | 'phrase' | 'addressHash' | 'expiresAt'>> & {
    codeHash?: string;
    totpStep?: number;
  };

/** Returns its id. */
export async function insertIdentityCheck(tx: Transaction, check: NewCheck): Promise<number> {
  const [id] = await tx(TABLE).insert({
    user_id: check.userId,
    staff_id: check.staff.id,
    staff_name: check.staff.name,
    kind: check.kind,
    state: check.state,
    who: check.who ?? null,
    note: check.note ?? null,
    request_id: check.requestId,
    created_at: check.createdAt,
    passed_at: check.state === 'passed' ? check.createdAt : null,
    code_hash: check.codeHash ?? null,
    address_hash: check.addressHash ?? null,
    phrase: check.phrase ?? null,
    expires_at: check.expiresAt ?? null,
    totp_step: check.totpStep ?? null,
  });
  return Number(id);
}

/** What passed at or after `since`, oldest first. A code by e-mail lives minutes, so its row is at most a day older than that. */
export async function passedChecks(reader: Reader, userId: string, since: number): Promise<IdentityCheck[]> {
  const rows = await reader(TABLE)
    .where({ user_id: userId, state: 'passed' })
    .where('created_at', '>=', since - 24 * 60 * 60 * 1000)
    .where('passed_at', '>=', since)
    .orderBy([{ column: 'passed_at' }, { column: 'id' }]);
  return rows.map(fromRow);
}

/** The one of a kind that passed last; null when none ever did. */
export async function lastPassedCheck(
  reader: Reader,
  userId: string,
  kind: string,
): Promise<IdentityCheck | null> {
  const row = await reader(TABLE)
    .where({ user_id: userId, kind, state: 'passed' })
    .orderBy([
      { column: 'passed_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .first();
  return row ? fromRow(row) : null;
}

/** The one code by e-mail of this user that waits, good or expired. `lock`: until the transaction ends. */
export async function waitingCode(
  reader: Reader,
  userId: string,
  options: { lock: boolean } = { lock: false },
): Promise<WaitingCode | null> {
  const query = reader(TABLE)
    .where({ user_id: userId, kind: 'email-code', state: 'waiting' })
    .orderBy('id', 'desc')
    .first();
  const row = await (options.lock ? query.forUpdate() : query);
  return row ? { ...fromRow(row), codeHash: row.code_hash, tries: Number(row.tries) } : null;
}

export async function voidWaitingCodes(tx: Transaction, userId: string): Promise<void> {
  await tx(TABLE).where({ user_id: userId, kind: 'email-code', state: 'waiting' }).update({ state: 'void' });
}

export async function updateIdentityCheck(
  tx: Transaction,
  id: number,
  change: { state?: IdentityCheckState; passedAt?: number; tries?: number },
): Promise<void> {
  await tx(TABLE)
    .where({ id })
    .update({
      ...(change.state === undefined ? {} : { state: change.state }),
      ...(change.passedAt === undefined ? {} : { passed_at: change.passedAt }),
      ...(change.tries === undefined ? {} : { tries: change.tries }),
    });
}

/** How many of a kind there are about a user since `since`, in these states or in any. */
export async function countChecks(
  reader: Reader,
  userId: string,
  what: { kind: string; states?: readonly IdentityCheckState[]; since: number },
): Promise<number> {
  const query = reader(TABLE)
    .where({ user_id: userId, kind: what.kind })
    .where('created_at', '>', what.since)
    .count({ count: '*' });
  if (what.states) query.whereIn('state', [...what.states]);
  const [row] = await query;
  return Number(row?.count ?? 0);
}

/** The latest time step of which an authenticator code was taken as evidence; null when none was. */
export async function lastTotpStep(reader: Reader, userId: string): Promise<number | null> {
  const row = await reader(TABLE)
    .where({ user_id: userId, kind: 'totp', state: 'passed' })
    .max({ last: 'totp_step' })
    .first();
  return row?.last === null || row?.last === undefined ? null : Number(row.last);
}

/** SHA-256 in hex. Tells only whether two addresses are the same one. */
export function hashAddress(address: string | null): string | null {
  if (address === null) return null;
  return createHash('sha256').update(address.trim().toLowerCase()).digest('hex');
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
function fromRow(row: any): IdentityCheck {
  return {
    id: Number(row.id),
    userId: row.user_id,
    staff: { id: Number(row.staff_id), name: row.staff_name },
    kind: row.kind,
    state: row.state,
    who: row.who,
    note: row.note,
    requestId: row.request_id === null ? null : Number(row.request_id),
    createdAt: Number(row.created_at),
    passedAt: row.passed_at === null ? null : Number(row.passed_at),
    phrase: row.phrase,
    addressHash: row.address_hash,
    expiresAt: row.expires_at === null ? null : Number(row.expires_at),
  };
}
