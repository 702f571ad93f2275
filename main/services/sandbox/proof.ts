/** Password and current code, which Account security asks for before it changes something. */
import { verifySecret } from '../../../db/argon2.ts';
import type { Transaction } from '../../../db/database.ts';
import { otherEnd } from '../../../db/platforms/registry.ts';
import { sixDigits } from '../../../db/text/codes.ts';
import { tryBackupCode, tryCode } from './codes.ts';
import type { Proof, ProofRefusal, Visitor } from './platform.ts';
import { isLocked } from './rules.ts';
import type { SandboxDeps } from './sign-in.ts';

interface Asked {
  proof: Proof;
  /** `code-or-backup`: where the app may be the very thing that is gone. */
  code: 'code' | 'code-or-backup' | 'none';
}

/** Does `work` when password and code are right, in the transaction that used the code up. A wrong code counts as at login. */
export async function withProof<T>(
  { database, key, clock }: SandboxDeps,
  visitor: Visitor,
  asked: Asked,
  work: (tx: Transaction, now: number) => Promise<T>,
): Promise<T | ProofRefusal> {
  const known = await otherEnd.readAccount(database.reader, visitor.userId);
  if (!known || !(await verifySecret(known.passwordHash, asked.proof.password)))
    return { result: 'password' };
  return database.transaction(async (tx) => {
    const now = clock();
    const account = await otherEnd.lockAccount(tx, visitor.userId);
    if (!account || !(await otherEnd.isEnrolled(tx, account.id))) return { result: 'off' };
    if (isLocked(account, now)) return { result: 'locked', until: account.lockedUntil as number };
    if (asked.code === 'none') return work(tx, now);
    const { code: typed } = asked.proof;
    const isBackup = asked.code === 'code-or-backup' && sixDigits(typed) === null;
    const attempt = isBackup
      ? await tryBackupCode(tx, account, { typed, now })
      : await tryCode(tx, account, { typed, key, now });
    if (attempt.accepted) return work(tx, now);
    const { because, after } = attempt;
    if (isLocked(after, now)) return { result: 'locked', until: after.lockedUntil as number };
    return { result: 'code', because };
  });
}
