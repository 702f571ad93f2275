/**
 * Emergency codes of a platform that lets none expire by itself. Whichever console is open removes them when their time is up, else the
 * next one at its start, or `rekey maintenance`. Each leaves an entry in the same transaction.
 */
import { appendAudit } from '../../db/audit/log.ts';
import type { Database, Transaction } from '../../db/database.ts';
import type { Platform, UserId } from '../../db/platforms/contract.ts';
import { type Clock, SECOND } from './clock.ts';
import { userLabel } from './user-version.ts';

export interface ExpiredCodes {
  /** Now. Returns how many there were. */
  remove(): Promise<number>;
  /** Now, and every ten seconds. */
  watch(): void;
  close(): Promise<void>;
}

const EVERY = 10 * SECOND;

export function createExpiredCodes(deps: {
  database: Database;
  platform: Platform;
  clock: Clock;
}): ExpiredCodes {
  const { database, platform, clock } = deps;
  let removing: Promise<number> | null = null;
  let timer: NodeJS.Timeout | null = null;

  /** One at a time: a database that is slow is not asked again and again. */
  function remove(): Promise<number> {
    removing ??= (platform.codes?.removeExpired?.(database, clock(), tell) ?? Promise.resolve(0)).finally(
      () => {
        removing = null;
      },
    );
    return removing;
  }

  async function tell(tx: Transaction, id: UserId): Promise<void> {
    const time = clock();
    const reading = await platform.read(tx, id, time);
    await appendAudit(tx, {
      ...{ category: 'system', action: 'remove-emergency-code', outcome: 'done', staff: null, time },
      user: { id, label: reading ? userLabel(reading.user) : '' },
    });
  }

  return {
    remove,
    watch() {
      if (!platform.codes?.removeExpired) return;
      const look = () => void remove().catch(() => {});
      look();
      timer ??= setInterval(look, EVERY).unref();
    },
    async close() {
      if (timer) clearInterval(timer);
      await removing?.catch(() => {});
    },
  };
}
