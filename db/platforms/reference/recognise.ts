/** By what the reference platform's tables are known from anybody else's `users` and `sessions`. */
import { columnsOf } from '../../columns.ts';
import type { Reader } from '../../database.ts';
import { lastOfPlatform } from '../../migrate.ts';
import type { Recognised } from '../kind.ts';

const SIGNS: readonly [table: string, columns: readonly string[]][] = [
  ['users', ['two_factor_required', 'failed_attempts', 'locked_until']],
  ['user_search_terms', ['term', 'user_id']],
  ['totp_authenticators', ['secret', 'confirmed_at', 'last_used_step']],
  ['backup_codes', ['kind', 'hash', 'used_at']],
];

export async function recognise(reader: Reader): Promise<Recognised | null> {
  const found = await columnsOf(
    reader,
    SIGNS.map(([table]) => table),
  );
  const recognised = SIGNS.every(([table, columns]) => columns.every((one) => found.get(table)?.has(one)));
  if (!recognised) return null;
  return {
    version: await lastOfPlatform(reader),
    evidence: SIGNS.map(([table, columns]) => `the table ${table} has ${columns.join(', ')}`),
  };
}
