/** What the window says of its platform: kept with an entry, by an admin, and told to whoever sits there. */
import { beforeEach, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import { readMark } from '../../db/platforms/mark.ts';
import { createMark } from '../../main/services/platform-mark.ts';
import type { Actor } from '../../main/services/session.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { hire, openStaffRoom, type StaffRoom } from '../support/staff-room.ts';

forEachDatabase((open) => {
  let database: TestDatabase;
  let room: StaffRoom;
  let admin: Actor;
  beforeEach(async () => {
    database = await open();
    room = openStaffRoom(database);
    admin = (await hire(room, 'ada', 'admin')).actor;
  });
  const mark = () => createMark({ database, clock: () => 1 });

  it('is kept with what was there before', async () => {
    const service = mark();
    expect(await service.view()).toBeNull();
    const shop = { title: 'Shop', production: true };
    await service.set(admin, shop);
    expect(await mark().view()).toEqual(shop);
    expect((await listAudit(database.reader, {}, { limit: 1 }))[0]).toMatchObject({
      ...{ category: 'system', action: 'change-platform-mark', outcome: 'done', before: null, after: shop },
    });
    await service.set(admin, null);
    expect(await service.view()).toBeNull();
    expect((await listAudit(database.reader, {}, { limit: 1 }))[0]).toMatchObject({
      before: shop,
      after: null,
    });
  });

  it('is refused to whoever may not change settings, with an entry', async () => {
    const { actor } = await hire(room, 'sam', 'support');
    await expect(mark().set(actor, { title: 'Shop', production: false })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await readMark(database.reader)).toBeNull();
    expect((await listAudit(database.reader, {}, { limit: 1 }))[0]).toMatchObject({
      action: 'change-platform-mark',
      outcome: 'refused',
    });
  });

  it('is none where something else was written, and what it was last where the database is gone', async () => {
    await database.reader('rekey_settings').insert({ name: 'mark', value: '{"title":7}' });
    expect(await readMark(database.reader)).toBeNull();
    const service = mark();
    await service.set(admin, { title: 'Shop', production: false });
    expect(await service.view()).toEqual({ title: 'Shop', production: false });
    const gone = createMark({
      database: {
        ...database,
        reader: (() => {
          throw new Error('gone');
        }) as never,
      },
      clock: () => 1,
    });
    expect(await gone.view()).toBeNull();
  });
});
