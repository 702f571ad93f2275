/** Which platforms' tables stand in a database: none, one, or several. */
import type { Reader } from '../database.ts';
import type { PlatformKind, Recognised } from './kind.ts';
import { kinds } from './registry.ts';

export interface Found extends Recognised {
  kind: PlatformKind;
}

/** In the order of the registry. Changes nothing, and locks nothing. @throws what the database says */
export async function detect(reader: Reader, among: readonly PlatformKind[] = kinds()): Promise<Found[]> {
  const found: Found[] = [];
  // One after the other: the embedded database has one connection.
  for (const kind of among) {
    const recognised = await kind.recognise(reader);
    if (recognised) found.push({ kind, ...recognised });
  }
  return found;
}
