/** Verifying the log in the background: one at a time, against every checkpoint there is. */

import type { JsonValue } from '../../../db/audit/entry.ts';
import { appendAudit, listAudit } from '../../../db/audit/log.ts';
import { type ChainVerdict, type Mark, verifyChain } from '../../../db/audit/verify.ts';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { translateError } from '../../../db/translate-error.ts';
import type { Proof, Verification } from '../audit.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../session.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { Notary } from './notary.ts';
import { seals, startOf } from './seal.ts';

export interface Verifier {
  start(actor: Actor, checkpoint: SignedCheckpoint | null): Verification;
  cancel(): Verification;
  current(): Promise<Verification>;
  close(): Promise<void>;
}

const ACTION = 'verify-audit-log';

export function createVerifier(deps: { database: Database; clock: Clock; notary: Notary }): Verifier {
  const { database, clock, notary } = deps;
  let current: Verification = { state: 'never' };
  let previous: Verification = current;
  let cancelled = false;
  let running: Promise<void> = Promise.resolve();

  async function verify(actor: Actor, file: SignedCheckpoint | null): Promise<void> {
    try {
      const found = await judge(file);
      if (found && found.state !== 'failed') await log(actor, found);
      current = found ?? previous;
    } catch (error) {
      current = { state: 'failed', message: translateError(error).message, finishedAt: clock() };
    }
  }

  async function judge(file: SignedCheckpoint | null): Promise<Verification | null> {
    const { signed, forged } = await notary.storedCheckpoints();
    const sealed = await seals(database.reader, await notary.keys());
    const start = await startOf(database.reader, sealed);
    const ends = sealed.map(({ lastSequence, lastHash }) => ({ sequence: lastSequence, hash: lastHash }));
    const marks = [...signed, ...ends, ...(file ? [file] : [])].sort((a, b) => a.sequence - b.sequence);
    const verdict = await verifyChain(database.reader, {
      checkpoints: marks satisfies Mark[],
      ...(start ? { start } : {}),
      onProgress: (checked, total) => {
        if (current.state === 'running') current = { ...current, checked, total };
        return !cancelled;
      },
    });
    if (!verdict) return null;
    const [bad] = forged;
    if (verdict.whole && bad) {
      const why = `the checkpoint that is stored for it (number ${bad.id}) is not signed by a key that belongs here`;
      return broken(
        { sequence: bad.sequence, why, checked: verdict.entries, agreeing: verdict.agreeing },
        clock(),
      );
    }
    if (!verdict.whole) return broken(verdict, clock());
    // An entry that was archived is not here to be held against the file.
    if (file && start && file.sequence < start.sequence) {
      const why = `entry ${file.sequence} of the checkpoint was archived; verify the archive that holds it against it`;
      return { state: 'failed', message: why, finishedAt: clock() };
    }
    return whole(verdict, signed, file, clock());
  }

  async function log(actor: Actor, found: Verification): Promise<void> {
    const {
      state,
      finishedAt: _finishedAt,
      ...facts
    } = found as Extract<Verification, { finishedAt: number }>;
    await database.transaction((tx) =>
      appendAudit(tx, {
        time: clock(),
        staff: { id: actor.id, name: actor.name },
        category: 'system',
        action: ACTION,
        outcome: state === 'whole' ? 'done' : 'failed',
        detail: { whole: state === 'whole', ...facts } as JsonValue,
      }),
    );
  }

  return {
    start(actor, checkpoint) {
      if (current.state === 'running') {
        if (checkpoint) throw new RekeyError('VERIFICATION_BUSY');
        return current;
      }
      cancelled = false;
      previous = current;
      current = { state: 'running', checked: 0, total: 0, startedAt: clock() };
      running = verify(actor, checkpoint);
      return current;
    },
    cancel() {
      cancelled = true;
      return current;
    },
    async current() {
      if (current.state !== 'never') return current;
      const [entry] = await listAudit(database.reader, { action: ACTION }, { limit: 1 });
      const logged = entry ? asLogged(entry.detail, entry.time) : null;
      // One may have been started while we read.
      if (logged && current.state === 'never') current = logged;
      return current;
    },
    close: () => {
      cancelled = true;
      return running;
    },
  };
}

type Broken = Extract<Verification, { state: 'broken' }>;

function broken(
  { sequence, why, checked, agreeing }: Omit<Broken, 'state' | 'finishedAt'>,
  finishedAt: number,
): Broken {
  return { state: 'broken', sequence, why, checked, agreeing, finishedAt };
}

function whole(
  verdict: Extract<ChainVerdict, { whole: true }>,
  stored: readonly (Mark & { time: number; keyId: string })[],
  file: SignedCheckpoint | null,
  finishedAt: number,
): Verification {
  const { entries, headHash, agreeing } = verdict;
  return { state: 'whole', entries, headHash, finishedAt, ...proofOf(agreeing, entries, stored, file) };
}

function proofOf(
  agreeing: number | null,
  entries: number,
  stored: readonly (Mark & { time: number; keyId: string })[],
  file: SignedCheckpoint | null,
): Proof {
  const last = agreeing === null ? undefined : stored.findLast(({ sequence }) => sequence === agreeing);
  const outside =
    'Checkpoints in the database could have been written anew with it by somebody who has the signing key; one kept elsewhere could not.';
  if (file) {
    const against = { sequence: file.sequence, time: file.time, keyId: file.keyId, from: 'file' as const };
    const after = entries - file.sequence;
    return {
      against,
      unproven:
        after > 0
          ? `What was logged after entry ${file.sequence} (${after} so far) is not fixed by this checkpoint.`
          : 'Nothing up to the last entry is left unproven by this checkpoint.',
    };
  }
  if (!last) {
    return {
      against: null,
      unproven:
        'Without a checkpoint it is not proven that nobody wrote the whole log and its head anew, or cut off its end and set the head back.',
    };
  }
  const { sequence, time, keyId } = last;
  return { against: { sequence, time, keyId, from: 'database' }, unproven: outside };
}

/** Of this or an earlier version; null when it is not understood. */
function asLogged(detail: JsonValue, finishedAt: number): Verification | null {
  if (detail === null || typeof detail !== 'object' || Array.isArray(detail)) return null;
  const { whole: isWhole, entries, headHash, sequence, why, checked } = detail;
  if (isWhole === true && typeof entries === 'number' && typeof headHash === 'string') {
    const against = (detail.against ?? null) as Proof['against'];
    const unproven = typeof detail.unproven === 'string' ? detail.unproven : '';
    return { state: 'whole', entries, headHash, finishedAt, against, unproven };
  }
  if (typeof sequence !== 'number' || typeof why !== 'string') return null;
  const agreeing = typeof detail.agreeing === 'number' ? detail.agreeing : null;
  return broken({ sequence, why, checked: Number(checked ?? 0), agreeing }, finishedAt);
}
