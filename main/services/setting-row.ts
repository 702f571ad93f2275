/** A row of rekey_settings that connecting keeps, and takes back where it comes to nothing. */
import type { AuditAction } from '../../db/audit/actions.ts';
import type { JsonValue } from '../../db/audit/entry.ts';
import type { Transaction } from '../../db/database.ts';

export interface SettingRow {
  /** How the log calls it while a platform is connected. */
  connecting: AuditAction;
  /** Nobody else changes it until the transaction ends. */
  readForChange(tx: Transaction): Promise<JsonValue>;
  write(tx: Transaction, value: JsonValue): Promise<void>;
}

export interface Replaced {
  before: JsonValue;
  after: JsonValue;
}
