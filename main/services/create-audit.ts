/** Reading the audit log, and verifying it in the background. */
import { appendAudit, listAudit, readAuditEntry } from '../../db/audit/log.ts';
import { type ChainVerdict, verifyChain } from '../../db/audit/verify.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import { translateError } from '../../db/translate-error.ts';
import type { AuditService, Verification } from './audit.ts';
import type { Clock } from './clock.ts';
import { demand } from './permissions.ts';
import type { Actor } from './session.ts';

export function createAuditService(deps: {
  database: Database;
  clock: Clock;
}): AuditService & { close(): Promise<void> } {
  const { database, clock } = deps;
  let current: Verification = { state: 'never' };
  let previous: Verification = current;
  let cancelled = false;
  let running: Promise<void> = Promise.resolve();

  async function verify(actor: Actor): Promise<void> {
    try {
      const verdict = await verifyChain(database.reader, {
        onProgress: (checked, total) => {
          if (current.state === 'running') current = { ...current, checked, total };
          return !cancelled;
        },
      });
      if (verdict) await log(actor, verdict);
      current = verdict ? finished(verdict, clock()) : previous;
    } catch (error) {
      current = { state: 'failed', message: translateError(error).message, finishedAt: clock() };
    }
  }

  async function log(actor: Actor, verdict: ChainVerdict): Promise<void> {
    await database.transaction((tx) =>
      appendAudit(tx, {
        time: clock(),
        staff: { id: actor.id, name: actor.name },
        category: 'system',
        action: 'verify-audit-log',
        outcome: verdict.whole ? 'done' : 'failed',
        detail: { ...verdict },
      }),
    );
  }

  return {
    async list(actor, filter, { limit, before }) {
      demand(actor, 'audit.read');
      const entries = await listAudit(database.reader, filter, { before, limit: limit + 1 });
      const page = entries.slice(0, limit);
      return { entries: page, before: entries.length > limit ? (page.at(-1)?.sequence ?? null) : null };
    },
    async get(actor, sequence) {
      demand(actor, 'audit.read');
      const entry = await readAuditEntry(database.reader, sequence);
      if (!entry) throw new RekeyError('ENTRY_NOT_FOUND');
      return entry;
    },
    async startVerification(actor) {
      demand(actor, 'audit.verify');
      if (current.state === 'running') return current;
      cancelled = false;
      previous = current;
      current = { state: 'running', checked: 0, total: 0, startedAt: clock() };
      running = verify(actor);
      return current;
    },
    cancelVerification(actor) {
      demand(actor, 'audit.verify');
      cancelled = true;
      return current;
    },
    verification(actor) {
      demand(actor, 'audit.read');
      return current;
    },
    close: () => {
      cancelled = true;
      return running;
    },
  };
}

function finished(verdict: ChainVerdict, finishedAt: number): Verification {
  return verdict.whole
    ? { state: 'whole', entries: verdict.entries, headHash: verdict.headHash, finishedAt }
    : { state: 'broken', sequence: verdict.sequence, why: verdict.why, checked: verdict.checked, finishedAt };
}
