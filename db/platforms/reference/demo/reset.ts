import type { Database } from '../../../database.ts';
import { RekeyError } from '../../../errors.ts';
import { migrate, remakeTables } from '../../../migrate.ts';
import { referenceKind } from '../kind.ts';
import { fillWithDemo, isDemo } from './seed.ts';

/**
 * Throws away all that was done on a demo, its audit log too, and makes it anew: all of it in one transaction, or nothing.
 * @throws RekeyError DEMO_ONLY on any database that is not an embedded demo, which is left as it is
 */
export async function resetDemo(database: Database, options: { key: Buffer; now: number }): Promise<void> {
  if (database.kind !== 'sqlite' || !(await isDemo(database))) throw new RekeyError('DEMO_ONLY');
  await migrate(database, referenceKind, { platform: true });
  await database.transaction(async (tx) => {
    await remakeTables(tx, referenceKind);
    await fillWithDemo(tx, options);
  });
}
