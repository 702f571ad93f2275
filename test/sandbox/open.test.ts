/** Which databases `npm run sandbox` serves. */
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { verifySecret } from '../../db/argon2.ts';
import { openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import {
  DEMO_KEY,
  DEMO_PASSWORD,
  DEMO_PASSWORD_HASH,
  seedDemo,
} from '../../db/platforms/reference/demo/index.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openSandbox } from '../../main/open-sandbox.ts';
import { forEachDatabase } from '../support/databases.ts';
import { addPerson } from '../support/people.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const open = (environment: Record<string, string>) =>
  openSandbox(readConfiguration(environment), { clock: () => NOW, port: 0 });

test('the demo password is the one that is written down', async () => {
  expect(await verifySecret(DEMO_PASSWORD_HASH, DEMO_PASSWORD)).toBe(true);
});

test('a first start makes the demo, and the people of a demo from before get their password', async () => {
  const directory = join(inject('scratch'), `sandbox-${process.pid}`);
  await (await open({ REKEY_DATA_DIR: directory })).close();
  const database = openDatabase({ kind: 'sqlite', path: join(directory, 'demo.sqlite') });
  const mara = () => database.reader('users').where({ username: 'mara.lindqvist' }).first('password_hash');
  expect(await mara()).toEqual({ password_hash: DEMO_PASSWORD_HASH });
  await database.reader('users').update({ password_hash: '!' });
  await database.reader('users').where({ id: 1 }).update({ password_hash: 'chosen' });
  await database
    .reader('rekey_settings')
    .where({ name: 'demo' })
    .update({ value: JSON.stringify({ version: 1, seededAt: NOW }) });
  await (await open({ REKEY_DATA_DIR: directory })).close();
  expect(await mara()).toEqual({ password_hash: DEMO_PASSWORD_HASH });
  expect(await database.reader('users').where({ id: 1 }).first('password_hash')).toEqual({
    password_hash: 'chosen',
  });
  await database.close();
});

forEachDatabase((openTest) => {
  const environmentOf = ({ target }: Awaited<ReturnType<typeof openTest>>) => ({
    REKEY_DATABASE_URL: target.kind === 'sqlite' ? `sqlite:${target.path}` : `${target.url}?tls=off`,
    REKEY_PLATFORM_KEY: DEMO_KEY.toString('hex'),
    REKEY_DATA_DIR: inject('scratch'),
  });

  test('a database that is no demo is refused, and left as it is', async () => {
    const database = await openTest();
    await addPerson(database, { username: 'mara' });
    const before = await database.reader('users');
    await expect(open(environmentOf(database))).rejects.toMatchObject({ code: 'DEMO_ONLY' });
    expect(await database.reader('users')).toEqual(before);
    expect(await database.reader('rekey_settings')).toEqual([]);
  });

  test('an empty one is refused too, and no table is made in it', async () => {
    const database = await openTest('none');
    await expect(open(environmentOf(database))).rejects.toMatchObject({ code: 'DEMO_ONLY' });
    expect(await database.reader.schema.hasTable('users')).toBe(false);
  });

  test('one that was made a demo is served, wherever it lies', async () => {
    const database = await openTest();
    await seedDemo(database, { key: DEMO_KEY, now: NOW });
    const server = await open(environmentOf(database));
    const reply = await fetch(`${server.address}/login`);
    expect(reply.status).toBe(200);
    await server.close();
    await expect(fetch(server.address)).rejects.toThrow();
    expect(await migrate(database, referenceKind, { platform: true })).toEqual([]);
  });
});
