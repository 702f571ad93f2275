/** The start that seals anew what was sealed with the platform's key, killed between any two of its statements: a process of its own, and kill -9. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { commandLineHost } from '../../main/cli/desk.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import { environmentFor } from '../cli/world.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { expectSealedWith, leaveOldSeals, type Sealed, sealedNow } from '../support/old-seals.ts';
import { openStaffRoom } from '../support/staff-room.ts';
import { finished, startRekey } from './command-line-process.ts';

const KILLER = new URL('../support/kill-before-statement.mjs', import.meta.url);
/** The first of what is read about what is sealed. After the last, whoever signs in is looked up. */
const KILL_FROM = 'totp_secret.* is not null';

async function putBack({ reader }: TestDatabase, { staff, mails }: Sealed): Promise<void> {
  for (const { id, totp_secret } of staff)
    await reader('rekey_staff').where({ id }).update({ totp_secret, totp_last_step: null });
  for (const { action_id, sealed_variables } of mails)
    await reader('rekey_notifications').where({ action_id }).update({ sealed_variables });
  await reader('rekey_settings').where({ name: 'console-key' }).delete();
}

forEachDatabase((open) => {
  test('a start loses nothing wherever it is killed, and the next one finishes it', async () => {
    const database = await open();
    const environment = await environmentFor(database);
    const keyFile = join(String(environment.REKEY_DATA_DIR), 'console.key');
    const room = openStaffRoom(database);
    const { ada, bob, secrets } = await leaveOldSeals(room);
    const old = await sealedNow(database);
    const entries = async () =>
      (await listAudit(database.reader, { action: 'seal-anew' }, { limit: 99 })).length;

    let killed = 0;
    for (let sealed = false; !sealed; ) {
      killed += 1;
      const killer = { NODE_OPTIONS: `--import ${KILLER.href}`, KILL_FROM, KILL_BEFORE: String(killed + 1) };
      const nobody = { REKEY_PASSWORD: 'not this one', REKEY_TOTP: '000000' };
      const child = startRekey(['lookup', 'ann', '--as', 'ada'], { ...environment, ...nobody, ...killer }, [
        'ignore',
        'pipe',
        'pipe',
      ]);
      const { signal, stderr } = await finished(child);
      expect([signal, stderr], `before statement ${killed + 1}`).toEqual(['SIGKILL', '']);
      const left = await sealedNow(database);
      sealed = left.check.length > 0;
      // All of it or nothing, with its entry.
      if (!sealed) expect(left).toEqual(old);
      expect(await entries()).toBe(sealed ? killed : killed - 1);
      const made = await readFile(keyFile, 'utf8').catch(() => null);

      const { services, close } = await openServices({
        configuration: readConfiguration(environment),
        host: commandLineHost,
        clock: () => room.time.now,
      });
      for (const hired of [ada, bob]) await services.session.signIn(room.seat(), hired.credentials());
      await close();
      expect(await entries()).toBe(killed);
      const key = await readFile(keyFile, 'utf8');
      if (made !== null) expect(key).toBe(made);
      await expectSealedWith(Buffer.from(key, 'base64'), secrets, database);
      await putBack(database, old);
      await rm(keyFile);
    }
    expect(killed).toBeGreaterThan(10);
  });
});
