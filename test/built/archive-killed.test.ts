/** An archive by a timer that is killed while it removes: the process of the command line, kill -9, and the account for that. */
import { once } from 'node:events';
import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { writeSetting } from '../../db/settings.ts';
import { environmentFor } from '../cli/world.ts';
import { oneValue } from '../support/command-line.ts';
import { onMariaDb, type TestDatabase } from '../support/databases.ts';
import { openMaintenance } from '../support/maintenance-account.ts';
import { addOldEntries } from '../support/old-log.ts';
import { finished, rekey, startRekey } from './command-line-process.ts';

const OLD = 5_000;

const first = async ({ reader }: TestDatabase) =>
  Number((await reader('rekey_audit_entries').min({ first: 'sequence' }).first())?.first);

onMariaDb((open) => {
  test('an archive that is killed while it removes is finished by the next run, with the file in the folder', async () => {
    const database = await open('console');
    await addOldEntries(database, OLD);
    await database.transaction((tx) => writeSetting(tx, 'audit-retention', 365));
    const folder = await mkdtemp(join(inject('scratch'), 'archives-'));
    const maintenance = await openMaintenance(database);
    const environment = { ...(await environmentFor(database)), ...maintenance.environment };
    const args = ['audit', 'archive', '--if-due', '--folder', folder, '--json'];
    const hand = openDatabase(database.target);
    try {
      // It stands still in the middle, for as long as somebody holds an entry.
      await hand.transaction(async (tx) => {
        await tx('rekey_audit_entries').where({ sequence: 3_000 }).forUpdate().first('sequence');
        const child = startRekey(args, environment, ['ignore', 'pipe', 'pipe']);
        const ended = finished(child);
        while ((await first(database)) === 1) {
          if (child.exitCode !== null) throw new Error((await ended).stderr);
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const closed = once(child, 'close');
        child.kill('SIGKILL');
        await closed;
      });
      expect(await first(database)).toBeGreaterThan(1);
      expect(await first(database)).toBeLessThan(3_001);
      const files = await readdir(folder);
      expect(files).toHaveLength(1);
      const again = await rekey(args, environment);
      expect(again.stderr).toContain('An earlier archive was finished: entries 1 to 5000');
      expect(oneValue(again.stdout)).toMatchObject({
        keptDays: 365,
        archives: [{ firstSequence: 1, lastSequence: OLD, resumed: true }],
      });
      expect(again.status).toBe(0);
      expect(await first(database)).toBe(OLD + 1);
      expect(await readdir(folder)).toEqual(files);
      const nothing = await rekey(args, environment);
      expect(oneValue(nothing.stdout)).toEqual({ keptDays: 365, archives: [] });
    } finally {
      await hand.close();
      await maintenance.remove();
    }
  });
});
