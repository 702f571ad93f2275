/**
 * Logs searches, one entry per search that a person made, not one per key: typing "ann", "anna", "anna k" is one look
 * at "anna k". The entry is written when the typing settles, when another search or a user page follows, or when the
 * console closes; the results do not wait for it. Should it not be writable, the next search is refused.
 */
import type { AuditAction } from '../../db/audit/actions.ts';
import { appendAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { translateError } from '../../db/translate-error.ts';
import { type Clock, SECOND } from './clock.ts';
import type { Actor } from './session.ts';

interface Typing {
  actor: Actor;
  /** The longest query so far; everything shown on the way to it is told by it. */
  query: string;
  results: number;
  time: number;
  timer: NodeJS.Timeout;
}

export interface SearchLog {
  /** @throws AUDIT_UNWRITABLE, DATABASE_* when an earlier search could still not be logged */
  note(actor: Actor, query: string, results: number): Promise<void>;
  /** Writes what waits: one staff member's, or everybody's. */
  flush(actorId?: number): Promise<void>;
}

/** Typing pauses shorter than this belong to one search, ms. */
const SETTLE = 1 * SECOND;

/** `action`: what its entries are called. */
export function createSearchLog(deps: { database: Database; clock: Clock }, action: AuditAction): SearchLog {
  const typing = new Map<number, Typing>();
  /** Could not be written yet; in order. */
  const owed: Omit<Typing, 'timer'>[] = [];
  let writing: Promise<void> = Promise.resolve();

  function settle(actorId: number): void {
    const done = typing.get(actorId);
    if (!done) return;
    clearTimeout(done.timer);
    typing.delete(actorId);
    owed.push(done);
  }

  /** One writer at a time, so that entries keep the order of the searches. */
  function write(): Promise<void> {
    writing = writing.catch(() => {}).then(writeOwed);
    return writing;
  }

  async function writeOwed(): Promise<void> {
    for (let next = owed[0]; next; next = owed[0]) {
      const { actor, query, results, time } = next;
      await deps.database.transaction((tx) =>
        appendAudit(tx, {
          time,
          staff: { id: actor.id, name: actor.name },
          category: 'view',
          action,
          outcome: 'done',
          detail: { query, results },
        }),
      );
      owed.shift();
    }
  }

  return {
    async note(actor, query, results) {
      if (owed.length > 0) await write().catch(refuse);
      const now = typing.get(actor.id);
      if (now && (now.query.startsWith(query) || query.startsWith(now.query))) {
        if (query.length > now.query.length) Object.assign(now, { query, results });
        now.timer.refresh();
        return;
      }
      if (now) {
        settle(actor.id);
        write().catch(keepOwed);
      }
      const timer = setTimeout(() => {
        settle(actor.id);
        write().catch(keepOwed);
      }, SETTLE);
      timer.unref();
      typing.set(actor.id, { actor, query, results, time: deps.clock(), timer });
    },
    async flush(actorId) {
      for (const id of actorId === undefined ? [...typing.keys()] : [actorId]) settle(id);
      await write().catch(refuse);
    },
  };
}

function refuse(error: unknown): never {
  throw translateError(error);
}

/** What is owed stays owed, and the next search is refused until it is written. */
function keepOwed(): void {}
