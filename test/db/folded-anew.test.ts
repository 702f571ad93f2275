/** Terms that an earlier version of the fold wrote are made anew when the tables are brought to this version. */
import { expect, test } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { searchQueue } from '../../db/requests/index.ts';
import { forEachDatabase } from '../support/databases.ts';
import { addHardToName, HARD_TO_NAME, idOf } from '../support/hard-to-name.ts';
import { PLATFORM_KEY } from '../support/people.ts';
import { openRequestDesk } from '../support/request-desk.ts';

const NAMES = ['Παππάς', "'t Hooft", 'jean-luc', 'eli memmedov'];

forEachDatabase((open) => {
  test('users, requests and entries of the log are found by the present fold', async () => {
    const database = await open();
    await addHardToName(database, HARD_TO_NAME, 1);
    const platform = referencePlatform(database, PLATFORM_KEY);
    const desk = openRequestDesk(database);
    const sam = await desk.hire('sam', 'support');
    const sender = { name: 'Sean O\u2032Neill', email: null, phone: '0044 (0)20 7946 0991' };
    const { id } = await desk.newRequest(sam, { sender });
    await database.reader('rekey_request_terms').delete();
    await database.reader('rekey_request_terms').insert({ term: 'sean o\u2032neill', request_id: id });
    await database.reader('rekey_audit_hours').insert({ hour: 1, first_sequence: 1, last_sequence: 99 });
    const requests = async (query: string) =>
      (await searchQueue(database.reader, query, { state: 'all' }, { limit: 10 })).requests.map(
        (one) => one.id,
      );
    expect(await requests("o'neill")).toEqual([]);

    await database.reader('rekey_migrations').where({ name: '2026-12-01-folded-anew' }).delete();
    await database.reader('rekey_platform_migrations').where({ name: '2026-12-01-search-terms' }).delete();
    await migrate(database, referenceKind, { platform: true });

    for (const [index, name] of NAMES.entries()) {
      const { users } = await platform.search(name, { limit: 10 });
      const person = HARD_TO_NAME[[0, 2, 3, 4][index] as number] as (typeof HARD_TO_NAME)[number];
      expect(
        users.map((user) => user.id),
        name,
      ).toEqual([idOf(person)]);
    }
    expect(await requests("o'neill")).toEqual([id]);
    expect(await requests('+44 20 7946')).toEqual([id]);
    expect(await database.reader('rekey_audit_hours').select('hour')).toEqual([]);
  });
});
