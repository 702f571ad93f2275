/** A second factor is on or off, where an earlier version wrote enrolled and not-enrolled. What is in the log stays as it was hashed. */
import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await rename(knex, 'enrolled', 'on');
  await rename(knex, 'not-enrolled', 'off');
}

export async function down(knex: Knex): Promise<void> {
  await rename(knex, 'on', 'enrolled');
  await rename(knex, 'off', 'not-enrolled');
}

/** Finds nothing a second time. A quote within a text of JSON has a backslash before it, so that none is taken for a key. */
async function rename(knex: Knex, from: string, to: string): Promise<void> {
  for (const [table, column] of [
    ['rekey_enrolment_ranges', 'counts'],
    ['rekey_enrolment_state', 'counts'],
    ['rekey_bulk_jobs', 'verdicts'],
  ] as const) {
    await knex(table).update({ [column]: knex.raw('REPLACE(??, ?, ?)', [column, `"${from}":`, `"${to}":`]) });
  }
  await knex('rekey_bulk_lines').where({ verdict: from }).update({ verdict: to });
}
