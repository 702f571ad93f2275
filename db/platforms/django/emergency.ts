/**
 * Emergency codes: django-otp lets no token expire, so one more is written, and Rekey removes it when its time is up. Which tokens
 * these are is kept in a table of Rekey's own, with a digest, so that no other token that ever got the same id is taken for one.
 */
import { createHash } from 'node:crypto';
import type { Database, Reader, Transaction } from '../../database.ts';
import { translateError } from '../../translate-error.ts';
import type { PlatformEvent, UserId } from '../contract.ts';
import { atOnce } from './lock.ts';
import { STATIC_DEVICES, STATIC_TOKENS } from './tables.ts';
import { readDjangoTime } from './times.ts';

const TABLE = 'rekey_django_emergency_tokens';

interface Row {
  id: number;
  token_id: number | string;
  device_id: number | string;
  user_id: string;
  digest: string;
  created_at: number | string;
  expires_at: number | string;
}

export interface NewEmergencyToken {
  id: UserId;
  deviceId: number;
  token: string;
  /** ms UTC. */
  expiresAt: number;
  now: number;
}

export async function addEmergencyToken(tx: Transaction, made: NewEmergencyToken): Promise<void> {
  const { id, deviceId, token, expiresAt, now } = made;
  const [tokenId] = await tx(STATIC_TOKENS).insert({ device_id: deviceId, token });
  await tx(TABLE).insert({
    ...{ token_id: tokenId, device_id: deviceId, user_id: id, digest: digestOf(token) },
    ...{ created_at: now, expires_at: expiresAt },
  });
}

/** Those of the user that the platform still takes: token's id to when it expires, ms UTC. */
export async function emergencyTokens(reader: Reader, id: UserId): Promise<Map<number, number>> {
  const rows: Row[] = await reader(TABLE).where({ user_id: id }).whereNull('gone_at').select();
  const standing = await tokensOf(reader, rows);
  return new Map(
    rows.filter((row) => standing.has(row.id)).map((row) => [Number(row.token_id), Number(row.expires_at)]),
  );
}

/** How many of the tokens of a static device, by its id, are emergency codes. */
export async function emergencyTokensByDevice(reader: Reader): Promise<Map<number, number>> {
  const rows: Row[] = await reader(TABLE)
    .whereNull('gone_at')
    .select()
    .catch((error: unknown) => {
      // While a platform is being connected the table is not made or not granted yet, and nobody has got such a code.
      if (['SCHEMA_MISSING', 'DATABASE_DENIED'].includes(translateError(error).code)) return [];
      throw error;
    });
  const standing = await tokensOf(reader, rows);
  const counts = new Map<number, number>();
  for (const row of rows) {
    const device = Number(row.device_id);
    if (standing.has(row.id)) counts.set(device, (counts.get(device) ?? 0) + 1);
  }
  return counts;
}

/** Before every token of the user goes: that these went is no use of them. */
export async function withdrawEmergencyTokens(tx: Transaction, id: UserId, now: number): Promise<void> {
  const tokens = [...(await emergencyTokens(tx, id)).keys()];
  await tx(TABLE)
    .where({ user_id: id })
    .whereNull('gone_at')
    .whereIn('token_id', tokens)
    .update({ gone_at: now, outcome: 'withdrawn' });
}

/**
 * Removes those whose time is up, and notes which the user has used or replaced. Each in a transaction of its own; it can be
 * called by several consoles at once. Returns how many were removed.
 */
export async function endEmergencyTokens(
  database: Database,
  now: number,
  tell: (tx: Transaction, id: UserId) => Promise<void>,
): Promise<number> {
  const open: Row[] = await database.reader(TABLE).whereNull('gone_at').orderBy('id').select();
  const standing = await tokensOf(database.reader, open);
  let removed = 0;
  for (const row of open) {
    if (standing.has(row.id) && Number(row.expires_at) > now) continue;
    const ended = await database.transaction(async (tx) => {
      const isThere = await endOne(tx, row, now);
      if (isThere) await tell(tx, row.user_id as UserId);
      return isThere;
    });
    if (ended) removed += 1;
  }
  return removed;
}

async function endOne(tx: Transaction, row: Row, now: number): Promise<boolean> {
  const token = tx(STATIC_TOKENS).where({ id: row.token_id, device_id: row.device_id }).select('token');
  const [found] = await atOnce<{ token: string }>(tx, token);
  const isThere = found !== undefined && digestOf(found.token) === row.digest;
  if (isThere) await tx(STATIC_TOKENS).where({ id: row.token_id }).delete();
  const end = isThere ? { gone_at: now, outcome: 'expired' } : await howItWent(tx, row, now);
  await tx(TABLE).where({ id: row.id, gone_at: null }).update(end);
  return isThere;
}

/**
 * A login deletes the token and notes on the device when (StaticDevice.verify_token); "Generate Tokens" deletes it too, and does not.
 * Before django-otp 1.4 nothing is noted, so nobody can tell.
 */
async function howItWent(tx: Transaction, row: Row, now: number) {
  const device: { last_used_at?: string | Date | null } | undefined = await tx(STATIC_DEVICES)
    .where({ id: row.device_id })
    .first();
  const used = readDjangoTime(device?.last_used_at ?? null);
  return used !== null && used >= Number(row.created_at)
    ? { gone_at: used, outcome: 'used' }
    : { gone_at: now, outcome: 'gone' };
}

/** Emergency codes of the user that a login used up, or that ended unused, for the timeline. */
export async function endsOfEmergencyTokens(
  reader: Reader,
  id: UserId,
  { before, limit }: { before: number; limit: number },
): Promise<PlatformEvent[]> {
  const rows: { id: number; gone_at: number | string; outcome: string }[] = await reader(TABLE)
    .where({ user_id: id })
    .whereIn('outcome', ['used', 'expired'])
    .where('gone_at', '<', before)
    .orderBy('gone_at', 'desc')
    .limit(limit)
    .select('id', 'gone_at', 'outcome');
  return rows.map((row) => ({
    ...{ id: `emergency-${row.id}`, time: Number(row.gone_at) },
    ...(row.outcome === 'used'
      ? { kind: 'backup-code-used' as const, detail: 'the emergency code' }
      : { kind: 'emergency-code-ended' as const, detail: null }),
  }));
}

/** Of these rows the ones whose very token is in the table. */
async function tokensOf(reader: Reader, rows: readonly Row[]): Promise<Set<number>> {
  if (rows.length === 0) return new Set();
  const tokens: { id: number; token: string; device_id: number }[] = await reader(STATIC_TOKENS)
    .whereIn(
      'id',
      rows.map((row) => row.token_id),
    )
    .select('id', 'token', 'device_id');
  const byId = new Map(tokens.map((token) => [Number(token.id), token]));
  const isItself = (row: Row) => {
    const found = byId.get(Number(row.token_id));
    return (
      found !== undefined &&
      Number(found.device_id) === Number(row.device_id) &&
      digestOf(found.token) === row.digest
    );
  };
  return new Set(rows.filter(isItself).map((row) => row.id));
}

/** SHA-256 in hexadecimal. A code has 65 bits, and where it has 40 it is over within the hour. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
