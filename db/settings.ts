/** rekey_settings: a few named JSON values that every console on this database shares. */
import type { JsonValue } from './audit/entry.ts';
import { type Reader, rowsOf, type Transaction } from './database.ts';

const TABLE = 'rekey_settings';

/** Undefined when it was never written, or when what is there is no JSON. */
export async function readSetting(reader: Reader, name: string): Promise<JsonValue | undefined> {
  const [row] = await rowsOf<{ value: string }>(reader, `SELECT value FROM ${TABLE} WHERE name = ?`, [name]);
  if (!row) return undefined;
  try {
    return JSON.parse(row.value) as JsonValue;
  } catch {
    return undefined;
  }
}

/**
 * For a change that is decided by what is there: nobody else changes a setting until the transaction ends. A setting that
 * was never written has no row to lock, so the audit log's head stands for it, which each change locks sooner or later.
 */
export async function readSettingForChange(tx: Transaction, name: string): Promise<JsonValue | undefined> {
  await tx('rekey_audit_head').where({ id: 1 }).forUpdate().first('id');
  return readSetting(tx, name);
}

export async function writeSetting(tx: Transaction, name: string, value: JsonValue): Promise<void> {
  await tx(TABLE)
    .insert({ name, value: JSON.stringify(value) })
    .onConflict('name')
    .merge(['value']);
}
