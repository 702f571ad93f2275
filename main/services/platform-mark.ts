/** What the window says of the platform that it is on, so that nobody takes one for another. */
import type { JsonValue } from '../../db/audit/entry.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { type Mark, readMark, readMarkForChange, writeMark } from '../../db/platforms/mark.ts';
import type { Clock } from './clock.ts';
import { loggedChange } from './logged-change.ts';
import type { Actor } from './session.ts';
import type { Replaced, SettingRow } from './setting-row.ts';

export type { Mark };

export interface MarkService {
  /** For whoever sits there, also before anybody signs in. Where the database does not answer, what it said last. */
  view(): Promise<Mark | null>;
  /** Null: none. Logged. */
  set(actor: Actor, mark: Mark | null): Promise<Mark | null>;
}

export function createMark(deps: { database: Database; clock: Clock }): MarkService {
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
      await change(actor, { action: 'change-platform-mark' }, (tx) => replaceMark(tx, mark));
      return mark;
    },
  };
}

/** For whoever connects the platform. */
export const MARK_ROW: SettingRow = {
  connecting: 'change-platform-mark',
  readForChange: async (tx) => asJson(await readMarkForChange(tx)),
  write: (tx, value) => writeMark(tx, value as unknown as Mark | null),
};

/** Whoever calls it logs it. */
export async function replaceMark(tx: Transaction, mark: Mark | null): Promise<Replaced> {
  const before = await MARK_ROW.readForChange(tx);
  await writeMark(tx, mark);
  return { before, after: asJson(mark) };
}

function asJson(mark: Mark | null): JsonValue {
  return mark && { ...mark };
}
