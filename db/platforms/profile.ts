/** What was chosen when a platform was connected: kept in its own database, so that no other console asks for it again. */
import type { JsonValue } from '../audit/entry.ts';
import type { Reader, Transaction } from '../database.ts';
import { readSetting, readSettingForChange, writeSetting } from '../settings.ts';

/** By name: a column, a list of columns, or that there is none. */
export type Choices = Readonly<Record<string, string | readonly string[] | null>>;

export interface PlatformProfile {
  /** The id of its kind. */
  platform: string;
  /** As the kind checked them; null: it has none. */
  choices: Choices | null;
}

const NAME = 'platform';

/** Null: nothing was ever chosen here, or Rekey's tables are still to be made. */
export async function readProfile(reader: Reader): Promise<PlatformProfile | null> {
  if (!(await reader.schema.hasTable('rekey_settings'))) return null;
  return parse(await readSetting(reader, NAME));
}

/** Nobody else changes it until the transaction ends. */
export async function readProfileForChange(tx: Transaction): Promise<PlatformProfile | null> {
  return parse(await readSettingForChange(tx, NAME));
}

/** Null: as if nothing had ever been chosen; the row stays, since a console's account may not delete one. */
export function writeProfile(tx: Transaction, profile: PlatformProfile | null): Promise<void> {
  return writeSetting(tx, NAME, profile as JsonValue);
}

function parse(stored: JsonValue | undefined): PlatformProfile | null {
  if (!isObject(stored) || typeof stored.platform !== 'string') return null;
  return {
    platform: stored.platform,
    choices: isObject(stored.choices) ? (stored.choices as Choices) : null,
  };
}

function isObject(value: JsonValue | undefined): value is { [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
