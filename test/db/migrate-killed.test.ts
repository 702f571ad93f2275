/** MySQL commits at each change of a table, so a migrator that is killed leaves half a migration behind. */
import { afterEach, expect, test } from 'vitest';
import { openDatabase, type Reader, rowsOf } from '../../db/database.ts';
import { migrate, pendingMigrations } from '../../db/migrate.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { isUnreachable } from '../../db/translate-error.ts';
import { onMariaDb, type TestDatabase } from '../support/databases.ts';
import { openFaultyProxy } from '../support/faulty-proxy.ts';

/** What the migrator says when it makes its own two tables is harmless to say again, and is no step. */
const STEP = /^(create (table(?! if not exists)|index|unique)|alter|drop|insert(?! ignore)|update)\b/i;

onMariaDb((open) => {
  const cleanUps: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function behindProxy(direct: TestDatabase) {
    if (direct.target.kind !== 'mysql') throw new Error('expected a server');
    const proxy = await openFaultyProxy(direct.target.url);
    cleanUps.push(() => proxy.close());
    return proxy;
  }

  test('a migrator that is killed after every single statement ends with the same tables', async () => {
    const undisturbed = await open('all');
    const database = await open('none');
    const proxy = await behindProxy(database);
    const killedAfter = new Set<string>();
    for (let finished = false; !finished; ) {
      proxy.cutAfter((statement) => {
        if (!STEP.test(statement) || killedAfter.has(statement)) return false;
        killedAfter.add(statement);
        return true;
      });
      const dying = openDatabase({ kind: 'mysql', url: proxy.url });
      finished = await migrate(dying, referenceKind, { platform: true }).then(
        () => true,
        (error) => {
          expect(error).toSatisfy(isUnreachable);
          return false;
        },
      );
      await dying.close();
    }
    expect(killedAfter.size).toBeGreaterThan(100);
    expect(await shapeOf(database.reader)).toEqual(await shapeOf(undisturbed.reader));
    expect(await pendingMigrations(database, referenceKind)).toEqual([]);
    expect(await database.reader('rekey_audit_head')).toHaveLength(1);
  });

  test('a table of the same name that is not the one to be made is named, and left as it is', async () => {
    const database = await open('console');
    await database.reader.raw('CREATE TABLE users (id BIGINT PRIMARY KEY, login VARCHAR(20))');
    const before = await shapeOf(database.reader);
    await expect(migrate(database, referenceKind, { platform: true })).rejects.toMatchObject({
      code: 'TABLE_IN_THE_WAY',
      message: expect.stringContaining('users already'),
      next: expect.stringContaining('DROP TABLE users'),
    });
    expect(await shapeOf(database.reader)).toMatchObject({ users: before.users });
    await database.reader.raw('DROP TABLE users');
    expect(await migrate(database, referenceKind, { platform: true })).not.toEqual([]);
    expect(await shapeOf(database.reader)).toEqual(await shapeOf((await open('all')).reader));
  });

  test("a platform's own table that has rows is not taken for one that was just made", async () => {
    const platform = await open('all');
    await platform.reader('two_factor_events').del();
    await platform.reader.raw('DROP TABLE rekey_platform_migrations');
    await platform.reader('users').insert({
      ...{
        username: 'a',
        email: 'a@example.org',
        full_name: 'A',
        role: 'user',
        password_hash: 'x',
        created_at: 1,
      },
    });
    await expect(migrate(platform, referenceKind, { platform: true })).rejects.toMatchObject({
      code: 'TABLE_IN_THE_WAY',
      message: expect.stringContaining('rows'),
    });
  });
});

/** Every table, as the server would make it again. */
async function shapeOf(reader: Reader): Promise<Record<string, string>> {
  const tables = await rowsOf<{ name: string }>(
    reader,
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT LIKE '%\\_migrations%' ORDER BY 1",
  );
  const shapes: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await rowsOf<{ 'Create Table': string }>(reader, `SHOW CREATE TABLE ${name}`);
    shapes[name] = (row?.['Create Table'] ?? '').replace(/ AUTO_INCREMENT=\d+/, '');
  }
  return shapes;
}
