/** Login: the password first, then a code of the authenticator or a backup code. */
import { verifySecret } from '../../../db/argon2.ts';
import type { Database, Transaction } from '../../../db/database.ts';
import { otherEnd } from '../../../db/platforms/registry.ts';
import { nameKey } from '../../../db/text/visible.ts';
import { type Clock, HOUR, MINUTE } from '../clock.ts';
import { tryBackupCode, tryCode } from './codes.ts';
import type { CodeResult, Device, SignInResult, Ticket } from './platform.ts';
import { codesLeft, FAILURES_TO_LOCK, isLocked } from './rules.ts';
import { digestOf, newTicket } from './tickets.ts';

export interface SandboxDeps {
  database: Database;
  /** 32 bytes: the platform's own, which opens its users' TOTP secrets. */
  key: Buffer;
  clock: Clock;
}

/** From the password to the code, ms. */
const PENDING_TIME = 10 * MINUTE;
const SESSION_TIME = 8 * HOUR;

export async function signIn(
  { database, clock }: SandboxDeps,
  username: string,
  password: string,
  device: Device,
): Promise<SignInResult> {
  const found = await otherEnd.findAccount(database.reader, nameKey(username));
  // As slow for a username that nobody has, which the answer is not to tell.
  const right = await verifySecret(found?.passwordHash ?? otherEnd.DEMO_PASSWORD_HASH, password);
  if (!found || !right) return { result: 'wrong' };
  const now = clock();
  return database.transaction(async (tx) => {
    const account = await otherEnd.lockAccount(tx, found.id);
    // Changed in this very moment.
    if (!account || account.passwordHash !== found.passwordHash) return { result: 'wrong' };
    const page = otherEnd.nextPage(account, await otherEnd.isEnrolled(tx, account.id), now);
    const ticket = newTicket();
    if (page === 'suspended') return { result: 'suspended' };
    if (page === 'locked' || page === 'code') {
      const expiresAt = now + PENDING_TIME;
      await otherEnd.addPendingLogin(tx, { id: digestOf(ticket), userId: account.id, now, expiresAt });
      if (page === 'code') return { result: 'code', ticket };
      return { result: 'locked', until: account.lockedUntil as number, ticket };
    }
    await openSession(tx, account, { ticket, openedWith: 'password', device, now });
    return { result: 'in', ticket, page };
  });
}

/** The second page. `kind` says which code was asked for. */
export async function giveSecondFactor(
  { database, key, clock }: SandboxDeps,
  pending: Ticket | null,
  typed: { kind: 'code' | 'backup-code'; code: string },
  device: Device,
): Promise<CodeResult> {
  if (pending === null) return { result: 'gone' };
  return database.transaction(async (tx): Promise<CodeResult> => {
    const now = clock();
    const id = digestOf(pending);
    const userId = await otherEnd.findPendingLogin(tx, id, now);
    const account = userId === null ? null : await otherEnd.lockAccount(tx, userId);
    // Asked again under the lock: another window may have finished this very login.
    if (!account || (await otherEnd.findPendingLogin(tx, id, now)) === null) return { result: 'gone' };
    const page = otherEnd.nextPage(account, await otherEnd.isEnrolled(tx, account.id), now);
    if (page === 'locked') return { result: 'locked', until: account.lockedUntil as number };
    // Suspended, or reset by support since the password: what comes next is for the first page to say.
    if (page !== 'code') return { result: 'gone' };
    const attempt =
      typed.kind === 'code'
        ? await tryCode(tx, account, { typed: typed.code, key, now })
        : await tryBackupCode(tx, account, { typed: typed.code, now });
    if (!attempt.accepted) {
      const { because, after } = attempt;
      if (isLocked(after, now)) return { result: 'locked', until: after.lockedUntil as number };
      const triesLeft = FAILURES_TO_LOCK - (after.failedAttempts % FAILURES_TO_LOCK);
      return { result: 'refused', because, triesLeft };
    }
    await otherEnd.endPendingLogin(tx, id);
    const ticket = newTicket();
    await openSession(tx, account, { ticket, openedWith: typed.kind, device, now });
    return { result: 'in', ticket, codesLeft: attempt.codes ? codesLeft(attempt.codes, now) : null };
  });
}

async function openSession(
  tx: Transaction,
  account: otherEnd.AccountRecord,
  {
    ticket,
    openedWith,
    device,
    now,
  }: { ticket: Ticket; openedWith: otherEnd.SessionRecord['openedWith']; device: Device; now: number },
): Promise<void> {
  await otherEnd.addSession(tx, {
    id: digestOf(ticket),
    userId: account.id,
    openedWith,
    createdAt: now,
    expiresAt: now + SESSION_TIME,
    ...device,
  });
  await otherEnd.changeAccount(tx, account.id, { lastLoginAt: now });
  await otherEnd.record(tx, account.id, 'login', now, null);
}
