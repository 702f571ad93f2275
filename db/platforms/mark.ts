/** How people tell one platform of theirs from another: kept in its own database, so that every console says the same. */
import type { JsonValue } from '../audit/entry.ts';
import type { Reader, Transaction } from '../database.ts';
import { readSetting, readSettingForChange, writeSetting } from '../settings.ts';

export interface Mark {
  title: string;
  /** Real people, whose accounts are lost by a mistake. */
  production: boolean;
}

const NAME = 'mark';

/** Null: it has none. */
export async function readMark(reader: Reader): Promise<Mark | null> {
  return parse(await readSetting(reader, NAME));
}

/** Nobody else changes it until the transaction ends. */
export async function readMarkForChange(tx: Transaction): Promise<Mark | null> {
  return parse(await readSettingForChange(tx, NAME));
}

export function writeMark(tx: Transaction, mark: Mark | null): Promise<void> {
  return writeSetting(tx, NAME, mark && { ...mark });
}

function parse(stored: JsonValue | undefined): Mark | null {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return null;
  const { title, production } = stored;
  return typeof title === 'string' && title !== '' ? { title, production: production === true } : null;
}
