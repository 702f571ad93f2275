/** Account security: pairing an app, backup codes, disabling. */
import type { Transaction } from '../../../db/database.ts';
import { otherEnd } from '../../../db/platforms/registry.ts';
import { newSecret, otpauthUri, toBase32 } from '../totp.ts';
import { PLATFORM_NAME } from './guide.ts';
import type { Pairing, Proof, ProofRefusal, SandboxPlatform, Security, Visitor } from './platform.ts';
import { withProof } from './proof.ts';
import { codesLeft, judgeCode, mayPairWithoutCode, mayShowFirstCodes } from './rules.ts';
import type { SandboxDeps } from './sign-in.ts';

const EVENTS = 8;

export async function readSecurity(
  { database, key, clock }: SandboxDeps,
  { userId, sessionId }: Visitor,
): Promise<Security> {
  const { reader } = database;
  const now = clock();
  const { confirmed, pending } = await otherEnd.readPairings(reader, userId, key);
  const codes = await otherEnd.readCodes(reader, userId);
  const session = await otherEnd.findSession(reader, sessionId, now);
  return {
    enrolled: confirmed !== null,
    app: confirmed?.name ?? null,
    confirmedAt: confirmed?.confirmedAt ?? null,
    pending: pending && { app: pending.name },
    codesLeft: codesLeft(codes, now),
    codesMade: codes.filter(({ kind }) => kind === 'standard').length,
    mayShowCodes: mayShowFirstCodes(confirmed?.confirmedAt ?? null, codes, now),
    mayPairWithoutCode: session !== null && mayPairWithoutCode(session, now),
    events: await otherEnd.recentEvents(reader, userId, EVENTS),
  };
}

export async function startPairing(
  deps: SandboxDeps,
  visitor: Visitor,
  app: string,
  proof: Proof | null,
): Promise<{ result: 'started' } | ProofRefusal> {
  const { database, key, clock } = deps;
  const begin = async (tx: Transaction, now: number) => {
    await otherEnd.addPairing(tx, visitor.userId, { name: app, secret: newSecret(), key, now });
    return { result: 'started' as const };
  };
  if (await otherEnd.isEnrolled(database.reader, visitor.userId)) {
    const session = await otherEnd.findSession(database.reader, visitor.sessionId, clock());
    const rescued = session !== null && mayPairWithoutCode(session, clock());
    const given = proof ?? { password: '', code: '' };
    return withProof(deps, visitor, { proof: given, code: rescued ? 'none' : 'code-or-backup' }, begin);
  }
  return database.transaction(async (tx) => {
    await otherEnd.lockAccount(tx, visitor.userId);
    // Paired in another window since: that pairing is not to be replaced without proof.
    if (await otherEnd.isEnrolled(tx, visitor.userId)) return { result: 'password' as const };
    return begin(tx, clock());
  });
}

export async function readPairing({ database, key }: SandboxDeps, visitor: Visitor): Promise<Pairing | null> {
  const { confirmed, pending } = await otherEnd.readPairings(database.reader, visitor.userId, key);
  if (!pending) return null;
  return {
    app: pending.name ?? 'your authenticator app',
    keyText: (toBase32(pending.key).match(/.{1,4}/g) ?? []).join(' '),
    uri: otpauthUri({ issuer: PLATFORM_NAME, account: visitor.username, key: pending.key }),
    replaces: confirmed !== null,
  };
}

export function confirmWithFirstCode(
  { database, key, clock }: SandboxDeps,
  visitor: Visitor,
  typed: string,
): ReturnType<SandboxPlatform['confirmPairing']> {
  return database.transaction(async (tx) => {
    const now = clock();
    await otherEnd.lockAccount(tx, visitor.userId);
    const { confirmed, pending } = await otherEnd.readPairings(tx, visitor.userId, key);
    if (!pending) return { result: 'none' as const };
    const judgement = judgeCode(pending, typed, now);
    // Not counted: whoever sees the QR code has nothing to guess.
    if (!judgement.accepted) return { result: 'code' as const, because: judgement.because };
    const { id, name } = pending;
    await otherEnd.confirmPairing(tx, visitor.userId, { id, name, step: judgement.step, now });
    await otherEnd.changeAccount(tx, visitor.userId, {
      required: true,
      failedAttempts: 0,
      lockedUntil: null,
    });
    await leaveOnly(tx, visitor, now);
    return { result: 'confirmed' as const, first: confirmed === null };
  });
}

export async function showFirstCodes(
  { database, key, clock }: SandboxDeps,
  visitor: Visitor,
): Promise<string[] | null> {
  const codes = await otherEnd.makeSet();
  return database.transaction(async (tx) => {
    const now = clock();
    await otherEnd.lockAccount(tx, visitor.userId);
    const { confirmed } = await otherEnd.readPairings(tx, visitor.userId, key);
    const present = await otherEnd.readCodes(tx, visitor.userId);
    if (!mayShowFirstCodes(confirmed?.confirmedAt ?? null, present, now)) return null;
    await otherEnd.replaceCodes(tx, visitor.userId, codes.stored, now);
    return codes.shown;
  });
}

export async function replaceBackupCodes(
  deps: SandboxDeps,
  visitor: Visitor,
  proof: Proof,
): Promise<{ result: 'made'; codes: string[] } | ProofRefusal> {
  const codes = await otherEnd.makeSet();
  return withProof(deps, visitor, { proof, code: 'code' }, async (tx, now) => {
    await otherEnd.replaceCodes(tx, visitor.userId, codes.stored, now);
    return { result: 'made' as const, codes: codes.shown };
  });
}

export function disableTwoFactor(
  deps: SandboxDeps,
  visitor: Visitor,
  proof: Proof,
): Promise<{ result: 'disabled' } | ProofRefusal> {
  return withProof(deps, visitor, { proof, code: 'code' }, async (tx, now) => {
    await otherEnd.removeSecondFactor(tx, visitor.userId, now);
    await otherEnd.changeAccount(tx, visitor.userId, {
      required: false,
      failedAttempts: 0,
      lockedUntil: null,
    });
    await leaveOnly(tx, visitor, now);
    return { result: 'disabled' as const };
  });
}

/** Whoever is signed in elsewhere came in with what no longer counts. */
async function leaveOnly(tx: Transaction, visitor: Visitor, now: number): Promise<void> {
  const ended = await otherEnd.endOthers(tx, visitor.userId, visitor.sessionId);
  if (ended > 0) await otherEnd.record(tx, visitor.userId, 'sessions-revoked', now, 'by the user');
}
