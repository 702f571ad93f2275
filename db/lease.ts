/** What one console at a time works on, until a time that it puts off again and again while it lives. */
import type { Knex } from 'knex';
import type { Database, Transaction } from './database.ts';

/** ms by which clocks are corrected in passing, and by which those of two machines may differ. */
const TOLERANCE = 60_000;

/**
 * Rows that nobody holds. A lease that ends later than any that could be given now was given before a clock was set back,
 * and is none: else whoever died just then would hold it until that time comes again.
 * @param lease `now` in ms UTC; `length` in ms, as whoever takes such leases takes them
 */
export function unheld(query: Knex.QueryBuilder, lease: { now: number; length: number }): Knex.QueryBuilder {
  return query
    .whereNull('lease_until')
    .orWhere('lease_until', '<=', lease.now)
    .orWhere('lease_until', '>', lease.now + lease.length + TOLERANCE);
}

/**
 * In a table of one row (id 1) with `runner`, `lease_until`, `failed_at` and `failure`: one console at a time works, for `length`
 * ms from `now`. `columns`: what the row tells of it. False: another one does, and gave a sign of life. Renews the lease of whoever has it.
 */
export async function takeLease(
  tx: Transaction,
  table: string,
  lease: { runner: string; now: number; length: number },
  columns: Record<string, string | number | null>,
): Promise<boolean> {
  const changed = await tx(table)
    .where({ id: 1 })
    .where((either) => unheld(either, lease).orWhere({ runner: lease.runner }))
    .update({ runner: lease.runner, lease_until: lease.now + lease.length, ...columns });
  return changed > 0;
}

/** Nothing happens where somebody else has it by now. */
export async function endLease(
  database: Database,
  table: string,
  runner: string,
  failure: { at: number; why: string } | null,
): Promise<void> {
  await database.transaction((tx) =>
    tx(table)
      .where({ id: 1, runner })
      .update({
        runner: null,
        lease_until: 0,
        ...(failure && { failed_at: failure.at, failure: failure.why.slice(0, 255) }),
      }),
  );
}
