/** A bulk change whose console is killed: the process of the command line, and kill -9. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { UserId } from '../../db/platforms/contract.ts';
import { commandLineHost } from '../../main/cli/desk.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import type { BulkView } from '../../main/services/bulk/service.ts';
import { environmentFor, signedInAs } from '../cli/world.ts';
import { addUsers } from '../support/bulk-room.ts';
import { type Environment, type Failure, oneValue } from '../support/command-line.ts';
import { forEachDatabase, type OpenTestDatabase, type TestDatabase } from '../support/databases.ts';
import { addColleague, makeFirstAdmin, type PairedStaff } from '../support/paired-staff.ts';
import { rekey, startRekey } from './command-line-process.ts';

const USERS = 400;

interface Incident {
  database: TestDatabase;
  users: UserId[];
  /** Its number. */
  id: string;
  as(who: 'lead' | 'admin', args: readonly string[]): readonly [string[], Environment];
}

/** Planned by the lead and approved by the admin, ready to run. */
async function openIncident(open: OpenTestDatabase): Promise<Incident> {
  const database = await open('all');
  const environment = await environmentFor(database);
  const { services, close } = await openServices({
    configuration: readConfiguration(environment),
    host: commandLineHost,
  });
  const admin = await makeFirstAdmin(services, 'admin');
  const lead = await addColleague(services, admin, 'lead', 'lead');
  await close();
  const users = await addUsers(database, USERS);
  const people: Record<'lead' | 'admin', PairedStaff> = { lead, admin };
  const as: Incident['as'] = (who, args) => [
    ['bulk', ...args, '--json', '--as', who],
    signedInAs({ environment, database, admin, support: lead }, people[who]),
  ];
  const list = join(environment.REKEY_DATA_DIR ?? '', 'list.txt');
  await writeFile(list, users.map((_, n) => `user${n + 1}`).join('\n'));
  const plan = ['plan', list, '--action', 'reset-authenticator', '--reason', 'compromised'];
  const { id } = oneValue<BulkView>((await rekey(...as('lead', plan))).stdout);
  const given = await rekey(...as('admin', ['approve', String(id)]));
  expect(given.status).toBe(0);
  return { database, users, id: String(id), as };
}

async function resets(database: TestDatabase): Promise<string[]> {
  const rows: { user_id: string }[] = await database
    .reader('rekey_audit_entries')
    .where({ action: 'reset-authenticator', outcome: 'done' })
    .select('user_id');
  return rows.map((row) => row.user_id).sort();
}

/** Until at least so many users were done by the process that runs. */
async function until(database: TestDatabase, count: number): Promise<void> {
  while ((await resets(database)).length < count) await pause(20);
}

/** Goes on as soon as the dead console's lease has run out. */
async function resume({ as, id }: Incident): Promise<BulkView> {
  for (let tries = 0; ; tries += 1) {
    const ran = await rekey(...as('lead', ['resume', id]));
    if (ran.status === 0) return oneValue<BulkView>(ran.stdout);
    const { error } = oneValue<Failure>(ran.stdout);
    expect(error.code).toBe('BULK_RUNNING');
    expect(tries).toBeLessThan(5);
    await pause(5_000);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

forEachDatabase((open) => {
  describe('a bulk change', () => {
    test('that is killed in the middle is resumed, with every user done exactly once', async () => {
      const incident = await openIncident(open);
      const { database, users, id, as } = incident;
      const child = startRekey(...as('lead', ['run', id]), 'ignore');
      await until(database, 20);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const before = await resets(database);
      expect(before.length).toBeGreaterThanOrEqual(20);
      expect(before.length).toBeLessThan(USERS);

      expect(await resume(incident)).toMatchObject({ state: 'done', outcomes: { done: USERS, failed: 0 } });
      expect(await resets(database)).toEqual([...users].sort());
      const notices = await database.reader('rekey_notifications').where({ kind: 'reset-authenticator' });
      expect(notices.map((notice) => String(notice.user_id)).sort()).toEqual([...users].sort());
      expect(await database.reader('totp_authenticators')).toHaveLength(0);
      const verified = await rekey(
        ['audit', 'verify', '--json', '--as', 'lead'],
        as('lead', [])[1] as Environment,
      );
      expect(verified.status).toBe(0);
    }, 180_000);

    test('is paused by Ctrl-C after the present user, and says how to go on', async () => {
      const incident = await openIncident(open);
      const { database, users, id, as } = incident;
      const child = startRekey(...as('lead', ['run', id]), ['ignore', 'pipe', 'pipe']);
      let stdout = '';
      let stderr = '';
      child.stdout?.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr?.on('data', (chunk) => {
        stderr += chunk;
      });
      await until(database, 5);
      child.kill('SIGINT');
      const [status] = await once(child, 'close');
      expect(status).toBe(1);
      expect(stderr).toContain('nothing is done twice');
      expect(stderr).toContain(`rekey bulk resume ${id}`);
      const { state, settled } = oneValue<BulkView>(stdout);
      expect(state).toBe('paused');
      expect(await resets(database)).toHaveLength(settled);
      expect(await resume(incident)).toMatchObject({ state: 'done', outcomes: { done: USERS } });
      expect(await resets(database)).toEqual([...users].sort());
    }, 180_000);
  });
});
