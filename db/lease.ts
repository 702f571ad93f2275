/** What one console at a time works on, until a time that it puts off again and again while it lives. */
import type { Knex } from 'knex';

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
