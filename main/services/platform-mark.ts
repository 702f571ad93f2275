/** What the window says of the platform that it is on, so that nobody takes one for another. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../db/audit/entry.ts';
import { appendAudit } from '../../db/audit/log.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { type Mark, readMark, readMarkForChange, writeMark } from '../../db/platforms/mark.ts';
import type { Clock } from './clock.ts';
import { loggedChange } from './logged-change.ts';
import type { Actor } from './session.ts';

export type { Mark };

export interface MarkService {
  /** For whoever sits there, also before anybody signs in. Where the database does not answer, what it said last. */
  view(): Promise<Mark | null>;
  /** Null: none. Logged. */
  set(actor: Actor, mark: Mark | null): Promise<Mark | null>;
}

interface Deps {
  database: Database;
  clock: Clock;
}

export function createMark(deps: Deps): MarkService {
  const change = loggedChange(deps);
  let last: Mark | null = null;
  return {
    async view() {
      try {
        last = await readMark(deps.database.reader);
      } catch {
        // That it does not answer is told by what needs it.
      }
      return last;
    },
    async set(actor, mark) {
      await change(actor, { action: 'change-platform-mark' }, async (tx) =>
        asChange(await replace(tx, mark)),
      );
      return mark;
    },
  };
}

export interface Replaced {
  before: Mark | null;
  after: Mark | null;
}

/** By whoever connects a platform, before there is any staff. Nothing happens where the same is kept already. */
export function keepMark(deps: Deps, mark: Mark | null): Promise<Replaced> {
  return deps.database.transaction(async (tx) => {
    const replaced = await replace(tx, mark);
    if (!isDeepStrictEqual(replaced.before, replaced.after)) await tell(tx, deps.clock, 'done', replaced);
    return replaced;
  });
}

/** Where it came to nothing: what was there is there again, unless somebody has said something else since. */
export function takeBackMark(deps: Deps, { before, after }: Replaced): Promise<void> {
  return deps.database.transaction(async (tx) => {
    const present = await readMarkForChange(tx);
    if (isDeepStrictEqual(before, after) || !isDeepStrictEqual(present, after)) return;
    await writeMark(tx, before);
    await tell(tx, deps.clock, 'failed', { before: after, after: before });
  });
}

async function tell(
  tx: Transaction,
  clock: Clock,
  outcome: 'done' | 'failed',
  replaced: Replaced,
): Promise<void> {
  const entry = { category: 'system', action: 'change-platform-mark', outcome } as const;
  await appendAudit(tx, { ...entry, time: clock(), staff: null, ...asChange(replaced) });
}

async function replace(tx: Transaction, after: Mark | null): Promise<Replaced> {
  const before = await readMarkForChange(tx);
  await writeMark(tx, after);
  return { before, after };
}

function asChange({ before, after }: Replaced): { before: JsonValue; after: JsonValue } {
  return { before: before && { ...before }, after: after && { ...after } };
}
