import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { hashOfFile } from '../../main/services/audit/archive-file.ts';
import { inFolder } from '../../main/services/audit/archive-place.ts';
import type { Actor } from '../../main/services/session.ts';
import { ADMIN, employed, openAuditRoom } from '../support/audit-room.ts';
import { forEachDatabase, type TestDatabase } from '../support/databases.ts';
import { AUDITOR, SUPPORT } from '../support/desk.ts';
import { START } from '../support/people.ts';

const DAY = 86_400_000;

forEachDatabase((open) => {
  describe('the retention of the log', () => {
    let database: TestDatabase;
    let room: Awaited<ReturnType<typeof openAuditRoom>>;
    let admin: Actor;
    beforeEach(async () => {
      database = await open('console');
      room = await openAuditRoom(database);
      admin = await employed(database, ADMIN);
    });
    const kept = () => room.audit.kept(AUDITOR);
    const changes = async () =>
      (await listAudit(database.reader, { action: 'change-audit-retention' }, { limit: 10 })).map(
        ({ staff, outcome, before, after, detail }) => ({ by: staff?.name, outcome, before, after, detail }),
      );

    it('is for ever until an admin says otherwise, and each change is logged', async () => {
      expect(await kept()).toEqual({ days: null, due: null, archives: [] });
      await room.audit.setRetention(admin, 365);
      expect((await kept()).days).toBe(365);
      await room.audit.setRetention(admin, null);
      expect((await kept()).days).toBe(null);
      expect(await changes()).toEqual([
        { by: 'ada', outcome: 'done', before: { days: 365 }, after: { days: null }, detail: null },
        { by: 'ada', outcome: 'done', before: { days: null }, after: { days: 365 }, detail: null },
      ]);
    });

    it.each([364, 0, -1, 400.5, 36_501])('is refused for %d days, which is logged too', async (days) => {
      await expect(room.audit.setRetention(admin, days)).rejects.toMatchObject({ code: 'BAD_INPUT' });
      expect((await kept()).days).toBe(null);
      expect(await changes()).toMatchObject([{ outcome: 'refused', detail: { code: 'BAD_INPUT' } }]);
    });

    it('is changed by nobody but an admin, and not seen by support', async () => {
      const auditor = await employed(database, AUDITOR);
      await expect(room.audit.setRetention(auditor, 365)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(await changes()).toMatchObject([{ by: 'aud', outcome: 'refused' }]);
      await expect(room.audit.kept(SUPPORT)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });

    it('says what is older, and which archives hold what was', async () => {
      await room.fill(10, { time: START });
      await room.audit.setRetention(admin, 365);
      expect((await kept()).due).toBe(null);
      room.time.now = START + 400 * DAY;
      await room.fill(2, { time: room.time.now });
      expect((await kept()).due).toEqual({ firstSequence: 1, lastSequence: 11 });
      const folder = await mkdtemp(join(inject('scratch'), 'kept-'));
      const dying = {
        ...database,
        transaction: () => Promise.reject(new Error('killed')),
      } as unknown as Database;
      const place = inFolder(folder);
      await expect(room.audit.archiveDue(admin, { place, maintenance: dying })).rejects.toThrow('killed');
      const halfway = await kept();
      expect(halfway.due).toBe(null);
      const [archive] = halfway.archives;
      expect(archive).toMatchObject({
        by: 'ada',
        unfinished: true,
        seal: { firstSequence: 1, lastSequence: 11 },
      });
      expect(archive?.seal.archive).toBe(await hashOfFile(join(folder, archive?.file ?? '')));
      await room.audit.archiveDue(null, { place, maintenance: database });
      expect(await kept()).toMatchObject({ due: null, archives: [{ unfinished: false }] });
      room.time.now += 400 * DAY;
      const { due } = await kept();
      expect(due?.firstSequence).toBe(12);
      expect((await room.audit.archiveDue(null, { place, maintenance: database })).archives).toMatchObject([
        due,
      ]);
      // The entry of the first archive was old itself: the second holds it, and with it the hash of the first.
      expect((await kept()).archives).toMatchObject([{ by: null, seal: { firstSequence: 12 } }]);
    });
  });
});
