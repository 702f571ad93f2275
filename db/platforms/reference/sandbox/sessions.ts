/** Who is signed in to the sandbox platform, and who is between password and code. Times are ms UTC. */
import type { Reader, Transaction } from '../../../database.ts';

export interface SessionRecord {
  /** Hexadecimal SHA-256 of the cookie's value. */
  id: string;
  userId: string;
  openedWith: 'password' | 'code' | 'backup-code';
  createdAt: number;
  lastSeenAt: number;
}

export async function addSession(
  tx: Transaction,
  session: Omit<SessionRecord, 'lastSeenAt'> & { device: string; address: string; expiresAt: number },
): Promise<void> {
  await tx('sessions').insert({
    id: session.id,
    user_id: session.userId,
    ip_address: session.address,
    user_agent: session.device,
    created_at: session.createdAt,
    last_seen_at: session.createdAt,
    expires_at: session.expiresAt,
    opened_with: session.openedWith,
  });
}

/** Null when it ended, or its row was deleted. */
export async function findSession(reader: Reader, id: string, now: number): Promise<SessionRecord | null> {
  const row = await reader('sessions').where({ id }).where('expires_at', '>', now).first();
  if (!row) return null;
  return {
    id,
    userId: String(row.user_id),
    openedWith: row.opened_with ?? 'code',
    createdAt: Number(row.created_at),
    lastSeenAt: Number(row.last_seen_at),
  };
}

export async function touchSession(reader: Reader, id: string, now: number): Promise<void> {
  await reader('sessions').where({ id }).update({ last_seen_at: now });
}

export async function endSession(reader: Reader, id: string): Promise<void> {
  await reader('sessions').where({ id }).delete();
}

/** All of a user's other sessions and their trusted devices. @returns how many of both */
export async function endOthers(tx: Transaction, userId: string, keep: string): Promise<number> {
  const sessions = await tx('sessions').where({ user_id: userId }).whereNot({ id: keep }).delete();
  return sessions + (await tx('trusted_devices').where({ user_id: userId }).delete());
}

/** The password was right, and a code is still to come. Those that ended go. */
export async function addPendingLogin(
  tx: Transaction,
  login: { id: string; userId: string; now: number; expiresAt: number },
): Promise<void> {
  await tx('pending_logins').where('expires_at', '<=', login.now).delete();
  await tx('pending_logins').insert({
    id: login.id,
    user_id: login.userId,
    created_at: login.now,
    expires_at: login.expiresAt,
  });
}

export async function findPendingLogin(reader: Reader, id: string, now: number): Promise<string | null> {
  const row = await reader('pending_logins').where({ id }).where('expires_at', '>', now).first('user_id');
  return row ? String(row.user_id) : null;
}

export async function endPendingLogin(tx: Transaction, id: string): Promise<void> {
  await tx('pending_logins').where({ id }).delete();
}
