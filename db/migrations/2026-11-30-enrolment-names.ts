/**
 * Kept counts by department and role that were cut by the collation of the platform's table go away: the next console that
 * opens counts anew, by the names as written. What was counted on each day stays.
 */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex('rekey_enrolment_ranges').delete();
  await knex('rekey_enrolment_state')
    .where({ id: 1 })
    .update({ counts: null, oldest_at: null, newest_at: null });
}

export async function down(): Promise<void> {
  // Counts are made anew whenever they are missing.
}
