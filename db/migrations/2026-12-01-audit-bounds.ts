/**
 * Where the log begins, beside where it ends, and that nothing can be added before it: a check, or on SQLite, which adds
 * none to a table that is there, a trigger. A log with rows from before the first entry stays without the check: they are
 * evidence, are believed by nobody, and the verification names them.
 */
import type { Knex } from 'knex';

const CHECK = 'rekey_audit_placed';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('rekey_audit_head', (table) => {
    table.bigInteger('first_sequence').notNullable().defaultTo(1);
  });
  const archived = await lastArchived(knex);
  if (archived > 0) await knex('rekey_audit_head').update({ first_sequence: archived + 1 });
  if (knex.client.config.client !== 'mysql2') {
    await knex.raw(
      `CREATE TRIGGER ${CHECK} BEFORE INSERT ON rekey_audit_entries
       WHEN typeof(NEW.sequence) <> 'integer' OR NEW.sequence < 1
       BEGIN SELECT RAISE(ABORT, 'an entry of the audit log has a number from 1 on'); END`,
    );
  } else if (!(await knex('rekey_audit_entries').where('sequence', '<', 1).first('sequence'))) {
    await knex.raw(`ALTER TABLE rekey_audit_entries ADD CONSTRAINT ${CHECK} CHECK (sequence > 0)`);
  }
}

/** What the newest archive's entry says; 0 without one. Whether its seal is signed is for the verification, which compares. */
async function lastArchived(knex: Knex): Promise<number> {
  const head = await knex('rekey_audit_head').first('sequence');
  const entry: { detail: string } | undefined = await knex('rekey_audit_entries')
    .where({ action: 'archive-audit-log', outcome: 'done' })
    .whereBetween('sequence', [1, Number(head?.sequence ?? 0)])
    .orderBy('sequence', 'desc')
    .first('detail');
  try {
    const last = JSON.parse(entry?.detail ?? 'null')?.seal?.lastSequence;
    return Number.isSafeInteger(last) && last > 0 ? last : 0;
  } catch {
    return 0;
  }
}

export async function down(knex: Knex): Promise<void> {
  if (knex.client.config.client !== 'mysql2') await knex.raw(`DROP TRIGGER ${CHECK}`);
  else if (await hasCheck(knex)) await knex.raw(`ALTER TABLE rekey_audit_entries DROP CONSTRAINT ${CHECK}`);
  await knex.raw('ALTER TABLE rekey_audit_head DROP COLUMN first_sequence');
}

async function hasCheck(knex: Knex): Promise<boolean> {
  const [rows] = await knex.raw(
    'SELECT 1 FROM information_schema.table_constraints WHERE constraint_schema = DATABASE() AND constraint_name = ?',
    [CHECK],
  );
  return rows.length > 0;
}
