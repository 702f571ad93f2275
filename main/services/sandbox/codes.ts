/** Trying a code, inside the transaction that holds the user's row: accepted and used up, or counted as a failure. */
import type { Transaction } from '../../../db/database.ts';
import { otherEnd } from '../../../db/platforms/registry.ts';
import type { CodeRefusal } from './platform.ts';
import { type Account, afterWrongCode, codeStands, findBackupCode, isLocked, judgeCode } from './rules.ts';

export type Attempt =
  /** `codes`: as they are after a backup code was used; null after a code of the authenticator. */
  | { accepted: true; codes: otherEnd.CodeRecord[] | null }
  | {
      accepted: false;
      because: CodeRefusal;
      after: Pick<Account, 'failedAttempts' | 'lockedUntil'>;
    };

export async function tryCode(
  tx: Transaction,
  account: otherEnd.AccountRecord,
  { typed, key, now }: { typed: string; key: Buffer; now: number },
): Promise<Attempt> {
  const { confirmed } = await otherEnd.readPairings(tx, account.id, key);
  if (!confirmed) return fail(tx, account, 'wrong', now);
  const judgement = judgeCode(confirmed, typed, now);
  if (!judgement.accepted) return fail(tx, account, judgement.because, now);
  await otherEnd.acceptCode(tx, account.id, { pairingId: confirmed.id, step: judgement.step, now });
  await otherEnd.changeAccount(tx, account.id, { failedAttempts: 0, lockedUntil: null });
  return { accepted: true, codes: null };
}

export async function tryBackupCode(
  tx: Transaction,
  account: otherEnd.AccountRecord,
  { typed, now }: { typed: string; now: number },
): Promise<Attempt> {
  if (otherEnd.savedCode(typed) === null) return fail(tx, account, 'not-a-backup-code', now);
  const codes = await otherEnd.readCodes(tx, account.id);
  if (!codes.some((code) => codeStands(code, now))) return fail(tx, account, 'no-backup-code', now);
  const found = await findBackupCode(codes, typed, now);
  if (!found || !(await otherEnd.useBackupCode(tx, account.id, found, now))) {
    return fail(tx, account, 'wrong', now);
  }
  await otherEnd.changeAccount(tx, account.id, { failedAttempts: 0, lockedUntil: null });
  const left = codes.map((code) => (code.id === found.id ? { ...code, usedAt: now } : code));
  return { accepted: true, codes: left };
}

/** A slip of the finger, a code that was right once, and any where there is none to guess are no guesses, and not counted. */
async function fail(
  tx: Transaction,
  account: otherEnd.AccountRecord,
  because: CodeRefusal,
  now: number,
): Promise<Attempt> {
  if (because !== 'wrong') return { accepted: false, because, after: account };
  const after = afterWrongCode(account, now);
  await otherEnd.changeAccount(tx, account.id, after);
  await otherEnd.record(tx, account.id, 'code-failed', now, null);
  if (isLocked(after, now))
    await otherEnd.record(tx, account.id, 'locked', now, `${after.failedAttempts} wrong codes`);
  return { accepted: false, because, after };
}
