/** Retention by a timer: what nobody sits in front of. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { commandLineHost } from '../../main/cli/desk.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openMaintenance } from '../support/maintenance-account.ts';
import { addOldEntries } from '../support/old-log.ts';
import { addColleague, makeFirstAdmin } from '../support/paired-staff.ts';
import { environmentFor, signedInAs, type World } from './world.ts';

interface Due {
  keptDays: number | null;
  archives: { firstSequence: number; lastSequence: number; file: string; sha256: string; resumed: boolean }[];
}

forEachDatabase((open, kind) => {
  describe('an archive by a timer', () => {
    let world: World;
    let folder: string;
    /** Of a service that nobody signs in for. */
    let timer: Environment;
    let remove = async () => {};
    beforeAll(async () => {
      const database = await open('all');
      await addOldEntries(database, 30);
      const environment = await environmentFor(database);
      const configuration = readConfiguration(environment);
      const { services, close } = await openServices({ configuration, host: commandLineHost });
      const admin = await makeFirstAdmin(services, 'admin');
      const support = await addColleague(services, admin, 'support', 'support');
      await close();
      world = { database, environment, admin, support };
      folder = await mkdtemp(join(inject('scratch'), 'archives-'));
      const maintenance = await openMaintenance(database);
      remove = maintenance.remove;
      timer = { ...environment, ...maintenance.environment };
    }, 60_000);
    afterAll(() => remove());

    const due = (more: string[] = [], environment = timer) =>
      rekeyJson<Due & Failure>(['audit', 'archive', '--if-due', '--folder', folder, ...more], environment);

    it('has nothing to do while no retention is set, and says so', async () => {
      const { status, value, stderr } = await due();
      expect({ status, value }).toEqual({ status: 0, value: { keptDays: null, archives: [] } });
      expect(stderr).toContain('kept for ever');
      expect(await readdir(folder)).toEqual([]);
    });

    it('takes out what the retention says, into a file that is named by what is in it', async () => {
      const set = ['audit', 'retention', '--days', '365', '--as', 'admin'];
      expect((await rekey(set, signedInAs(world, world.admin))).status).toBe(0);
      const { status, value } = await due();
      expect(status).toBe(0);
      const [name = ''] = await readdir(folder);
      expect(name).toMatch(/^rekey-audit-1-to-30-\d{4}-\d\d-\d\d\.jsonl\.gz$/);
      const file = join(folder, name);
      const sha256 = createHash('sha256')
        .update(await readFile(file))
        .digest('hex');
      expect(value).toEqual({
        keptDays: 365,
        archives: [{ firstSequence: 1, lastSequence: 30, file, sha256, resumed: false }],
      });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const left = world.database.reader('rekey_audit_entries');
      expect(Number((await left.clone().min({ first: 'sequence' }).first())?.first)).toBe(31);
      // Nobody signed in.
      expect(await left.where({ action: 'archive-audit-log' }).first()).toMatchObject({ staff_name: null });
      const verified = await rekey(['audit', 'verify', '--as', 'admin'], signedInAs(world, world.admin));
      expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('Whole') });
    });

    it('has nothing to do the second time', async () => {
      const { status, value, stderr } = await due();
      expect({ status, value }).toEqual({ status: 0, value: { keptDays: 365, archives: [] } });
      expect(stderr).toContain('no entry is older than 365 days');
      expect(await readdir(folder)).toHaveLength(1);
    });

    it('is refused to whoever says who they are and may not', async () => {
      const { status, value } = await due(['--as', 'support'], {
        ...signedInAs(world, world.support),
        ...timer,
      });
      expect({ status, code: value.error.code }).toEqual({ status: 1, code: 'FORBIDDEN' });
    });

    it.each([
      [['--if-due']],
      [[]],
      [['--if-due', '--folder', 'there/is/none']],
      [['--if-due', '--out', 'x.gz']],
      [['--folder', '.', '--out', 'x.gz']],
      [['--if-due', '--folder', '.', '--before', '2026-01-01']],
    ])('is a wrong command line as %j', async (more) => {
      expect((await rekey(['audit', 'archive', ...more], timer)).status).toBe(2);
    });

    if (kind === 'mysql')
      it('is not begun without the account for maintenance', async () => {
        const { REKEY_MAINTENANCE_DATABASE_URL: _none, ...without } = timer;
        expect((await due([], without)).status).toBe(2);
      });
  });
});
