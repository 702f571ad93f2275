/** Verifying the log in the background: one at a time, against every checkpoint there is. */

import { findHead } from '../../../db/audit/end.ts';
import type { JsonValue } from '../../../db/audit/entry.ts';
import { appendAudit, listAudit } from '../../../db/audit/log.ts';
import { type ChainVerdict, type Mark, verifyChain } from '../../../db/audit/verify.ts';
import type { Database, Reader } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { translateError } from '../../../db/translate-error.ts';
import type { Proof, Verification } from '../audit.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../session.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import type { Notary } from './notary.ts';
import { beginningOf, claimedArchives, faultAtBeginning, isSealSigned, type Seal, sealMark } from './seal.ts';

export interface Verifier {
  start(actor: Actor | null, checkpoint: SignedCheckpoint | null): Verification;
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

  async function verify(actor: Actor | null, file: SignedCheckpoint | null): Promise<void> {
    try {
      const found = await judge(file);
      // A verdict stands whether it can be logged or not: that the log cannot be written is a part of what it finds.
      if (!found || found.state === 'failed') current = found ?? previous;
      else current = { ...found, ...(await log(actor, found)) };
    } catch (error) {
      current = { state: 'failed', message: translateError(error).message, finishedAt: clock() };
    }
  }

  async function judge(file: SignedCheckpoint | null): Promise<Verdict | Failed | null> {
    const { reader } = database;
    const keys = await notary.keys();
    // Whoever may add a row may add a key and sign with it: with a file, only what leads to its key counts.
    // Without a head there are no entries that could link others.
    const linked = file && ((await findHead(reader)) ? await notary.linkedKeys(file) : new Set([file.keyId]));
    const counts = ({ keyId }: { keyId: string }) => linked === null || linked.has(keyId);
    const { signed, forged } = await notary.storedCheckpoints();
    const stored = signed.filter(counts);
    const isSealed = (seal: Seal) => counts(seal) && isSealSigned(seal, keys);
    const beginsElsewhere = await faultAtBeginning(reader, isSealed);
    const claimed = (await claimedArchives(reader)).map(({ seal }) => seal);
    const { start, disputed } = await beginningOf(reader, claimed, isSealed);
    const verdict = await verifyChain(reader, {
      checkpoints: [
        ...(file ? [{ ...file, by: 'the checkpoint of the file' }] : []),
        ...stored.map((one) => ({ ...one, by: `checkpoint ${one.id} of the database (key ${one.keyId})` })),
        ...claimed.filter(isSealed).map(sealMark),
      ],
      ...(start ? { start } : {}),
      onProgress: (checked, total) => {
        if (current.state === 'running') current = { ...current, checked, total };
        return !cancelled;
      },
    });
    if (!verdict) return null;
    if (!verdict.whole) {
      const why = disputed ? `${verdict.why}: ${disputedWords(disputed, file)}` : verdict.why;
      return broken({ ...verdict, why }, clock());
    }
    if (beginsElsewhere) {
      const { at: sequence, text: why } = beginsElsewhere;
      return broken({ ...verdict, sequence, why, checked: verdict.entries }, clock());
    }
    const [bad] = forged;
    if (bad) {
      const why = `the checkpoint that is stored for it (number ${bad.id}, key ${bad.keyId}) is not signed by a key that belongs here`;
      return broken(
        { sequence: bad.sequence, why, checked: verdict.entries, agreeing: verdict.agreeing },
        clock(),
      );
    }
    // An entry that was archived is not here to be held against the file.
    if (file && start && file.sequence < start.sequence) {
      const why = `entry ${file.sequence} of the checkpoint was archived; verify the archive that holds it against it`;
      return { state: 'failed', message: why, finishedAt: clock() };
    }
    const uncounted = [...signed, ...claimed].filter((one) => !counts(one)).map(({ keyId }) => keyId);
    return whole(verdict, { stored, file, uncounted: [...new Set(uncounted)] }, clock());
  }

  async function log(actor: Actor | null, found: Verdict): Promise<Pick<Verdict, 'unlogged'>> {
    const { state, finishedAt: _finishedAt, ...facts } = found;
    const entry = {
      time: clock(),
      staff: actor && { id: actor.id, name: actor.name },
      category: 'system',
      action: ACTION,
      outcome: state === 'whole' ? 'done' : 'failed',
      detail: { whole: state === 'whole', ...facts } as JsonValue,
    } as const;
    try {
      await database.transaction((tx) => appendAudit(tx, entry));
      return {};
    } catch (error) {
      const { message, facts: told } = translateError(error);
      return { unlogged: String(told.why ?? message) };
    }
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
      const logged = await lastLogged(database.reader);
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

type Verdict = Extract<Verification, { state: 'whole' | 'broken' }>;
type Failed = Extract<Verification, { state: 'failed' }>;
type Broken = Extract<Verification, { state: 'broken' }>;

function broken(
  { sequence, why, checked, agreeing }: Omit<Broken, 'state' | 'finishedAt'>,
  finishedAt: number,
): Broken {
  return { state: 'broken', sequence, why, checked, agreeing, finishedAt };
}

function disputedWords({ firstSequence, lastSequence, keyId }: Seal, file: SignedCheckpoint | null): string {
  const reason = file
    ? `which no endorsement links to key ${file.keyId} of the checkpoint`
    : 'which does not belong to this log';
  return `entries ${firstSequence} to ${lastSequence} were removed under a seal by key ${keyId}, ${reason}`;
}

/** What a verdict rests on. */
interface Grounds {
  stored: readonly (Mark & { time: number; keyId: string })[];
  file: SignedCheckpoint | null;
  /** The keys whose seals and checkpoints do not count beside the file. */
  uncounted: readonly string[];
}

function whole(
  verdict: Extract<ChainVerdict, { whole: true }>,
  grounds: Grounds,
  finishedAt: number,
): Verdict {
  const { entries, headHash, agreeing } = verdict;
  return { state: 'whole', entries, headHash, finishedAt, ...proofOf(agreeing, entries, grounds) };
}

function proofOf(agreeing: number | null, entries: number, { stored, file, uncounted }: Grounds): Proof {
  if (file) {
    const { sequence, time, keyId } = file;
    const after = entries - sequence;
    const words = [
      after > 0
        ? `What was logged after entry ${sequence} (${after} so far) is not fixed by this checkpoint.`
        : 'Nothing up to the last entry is left unproven by this checkpoint.',
      ...uncounted.map(
        (other) => `What key ${other} signed does not count: no endorsement links it to key ${keyId}.`,
      ),
    ];
    return { against: { sequence, time, keyId, from: 'file' }, unproven: words.join(' ') };
  }
  const last = agreeing === null ? undefined : stored.findLast(({ sequence }) => sequence === agreeing);
  if (!last) {
    return {
      against: null,
      unproven:
        'Without a checkpoint it is not proven that nobody wrote the whole log and its head anew, or cut off its end and set the head back.',
    };
  }
  const { sequence, time, keyId } = last;
  return {
    against: { sequence, time, keyId, from: 'database' },
    unproven:
      'Checkpoints in the database could have been written anew with it by somebody who has the signing key, or has put a key of their own beside it; one kept elsewhere could not.',
  };
}

/** Null: none was logged. An attempt that was refused is no verdict. */
async function lastLogged(reader: Reader): Promise<Verdict | null> {
  const found = await Promise.all(
    (['done', 'failed'] as const).map((outcome) =>
      listAudit(reader, { action: ACTION, outcome }, { limit: 1 }),
    ),
  );
  const entry = found.flat().sort((a, b) => b.sequence - a.sequence)[0];
  return entry ? asLogged(entry.detail, entry.time) : null;
}

/** Of this or an earlier version; null when it is not understood. */
function asLogged(detail: JsonValue, finishedAt: number): Verdict | null {
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
