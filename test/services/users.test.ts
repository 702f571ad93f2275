import { beforeEach, describe, expect, it } from 'vitest';
import { listAudit } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { MINUTE } from '../../main/services/clock.ts';
import { createUserService } from '../../main/services/create-users.ts';
import type { Actor } from '../../main/services/session.ts';
import { forEachDatabase } from '../support/databases.ts';
import { AUDITOR, type Desk, LEAD, openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';

const SECRET = new Uint8Array(20).fill(3);

forEachDatabase((open) => {
  describe('looking users up', () => {
    let database: Database;
    let desk: Desk;
    let users: ReturnType<typeof createUserService>;
    let anna: UserId;

    beforeEach(async () => {
      database = await open();
      desk = openDesk(database);
      users = createUserService({
        database,
        platform: desk.platform,
        clock: () => desk.time.now,
        policy: async () => POLICY,
      });
      anna = await addPerson(database, {
        username: 'anna',
        fullName: 'Anna Kovács',
        secret: SECRET,
        codes: ['AAAAA-BBBBB'],
        sessions: 2,
      });
      return () => users.close().catch(() => {});
    });

    const log = () => listAudit(database.reader, {}, { limit: 50 });
    const type = async (actor: Actor, ...queries: string[]) => {
      for (const query of queries) await users.search(actor, query, { limit: 10 });
    };

    it('logs one search for one typing, with what was typed in the end', async () => {
      await type(SUPPORT, 'a', 'an', 'ann', 'anna', 'ann', 'anna k');
      await users.close();
      expect(await log()).toMatchObject([
        {
          action: 'search-users',
          category: 'view',
          staff: { name: 'sam' },
          detail: { query: 'anna k', results: 1 },
        },
      ]);
    });

    it('logs each of two different searches, and those of two people', async () => {
      await type(SUPPORT, 'anna', 'bert');
      await type(LEAD, 'anna');
      await users.close();
      const seen = (await log()).map((entry) => [
        entry.staff?.name,
        (entry.detail as { query: string }).query,
      ]);
      expect(seen.sort()).toEqual([
        ['lea', 'anna'],
        ['sam', 'anna'],
        ['sam', 'bert'],
      ]);
    });

    it('logs a search by itself when the typing settles', async () => {
      await type(SUPPORT, 'anna');
      await expect.poll(log, { timeout: 5000 }).toMatchObject([{ action: 'search-users' }]);
    });

    it('refuses further searches while an earlier one can not be logged', async () => {
      await type(SUPPORT, 'anna');
      await database.reader.schema.renameTable('rekey_audit_head', 'gone');
      await expect(users.close()).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      await expect(type(SUPPORT, 'bert')).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
      await database.reader.schema.renameTable('gone', 'rekey_audit_head');
      await type(SUPPORT, 'bert');
      await users.close();
      expect(await log()).toHaveLength(2);
    });

    it('logs a look at a user before it is answered, once for the same look', async () => {
      await type(SUPPORT, 'anna');
      await users.view(SUPPORT, anna);
      await users.view(SUPPORT, anna);
      expect((await log()).map((entry) => entry.action)).toEqual(['view-user', 'search-users']);
      desk.time.now += 5 * MINUTE;
      await users.view(SUPPORT, anna);
      await users.view(LEAD, anna);
      expect((await log()).map((entry) => entry.action)).toEqual([
        'view-user',
        'view-user',
        'view-user',
        'search-users',
      ]);
    });

    it('shows nobody when the look can not be logged', async () => {
      await database.reader.schema.renameTable('rekey_audit_head', 'gone');
      await expect(users.view(SUPPORT, anna)).rejects.toMatchObject({ code: 'AUDIT_UNWRITABLE' });
    });

    it.each(['0', '424242', 'anna', "1' OR '1'='1"])('knows no user with the id %j', async (id) => {
      await expect(users.view(SUPPORT, id as UserId)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
      expect(await log()).toEqual([]);
    });

    it('says the state in a sentence that can be read out', async () => {
      const page = await users.view(SUPPORT, anna);
      expect(page.sentence).toBe(
        'Two-factor authentication is on, with an authenticator app (Authy); 1 backup code is left.',
      );
      const off = await addPerson(database, { username: 'off', required: false });
      expect((await users.view(SUPPORT, off)).sentence).toContain('only the Profile area can be reached');
      const locked = await addPerson(database, {
        username: 'locked',
        secret: SECRET,
        failedAttempts: 5,
        lockedUntil: START + 10 * MINUTE,
      });
      expect((await users.view(SUPPORT, locked)).sentence).toContain(
        'login is locked for another 10 minutes',
      );
    });

    it('offers what may be done, suggests the emergency code, and says why not for the rest', async () => {
      const page = await users.view(SUPPORT, anna);
      const why = Object.fromEntries(page.offers.map((offer) => [offer.action, offer.refusedBecause]));
      expect(why['issue-backup-codes']).toBeNull();
      expect(why['disable-2fa']).toBeNull();
      expect(why.unlock).toContain('not locked');
      expect(page.suggested).toBe('issue-emergency-code');
    });

    it('offers an auditor nothing, and nobody their own account', async () => {
      for (const actor of [AUDITOR, { ...LEAD, email: 'anna@example.org' }]) {
        const page = await users.view(actor, anna);
        expect(page.offers.filter((offer) => offer.refusedBecause === null)).toEqual([]);
        expect(page.suggested).toBeNull();
      }
    });

    it('holds no secret, hash or code in a page', async () => {
      const page = JSON.stringify(await users.view(SUPPORT, anna));
      expect(page).not.toMatch(/argon2|v1\.|AAAAA/);
    });

    it('remembers whom this staff member looked at last', async () => {
      const bert = await addPerson(database, { username: 'bert' });
      await users.view(SUPPORT, anna);
      await users.view(SUPPORT, bert);
      await users.view(LEAD, anna);
      expect((await users.recent(SUPPORT)).map((user) => user.username)).toEqual(['bert', 'anna']);
      expect((await users.recent(LEAD)).map((user) => user.username)).toEqual(['anna']);
    });

    it('tells what the platform and staff did in one timeline, page by page', async () => {
      for (let n = 0; n < 7; n += 1) {
        await database
          .reader('two_factor_events')
          .insert({ user_id: anna, time: START - n * MINUTE, kind: 'code-used' });
      }
      await desk.actions.run(
        'issue-backup-codes',
        desk.by(SUPPORT),
        desk.request(anna, { ticket: 'T-9' }),
        {},
      );
      const titles: string[] = [];
      let before: number | undefined;
      do {
        const page = await users.timeline(SUPPORT, anna, { before, limit: 3 });
        titles.push(...page.items.map((item) => item.id));
        before = page.before ?? undefined;
      } while (before !== undefined);
      expect(new Set(titles).size).toBe(titles.length);
      expect(titles).toHaveLength(9);
      const { items } = await users.timeline(SUPPORT, anna, { limit: 20 });
      expect(items.find((item) => item.source === 'staff')).toMatchObject({
        title: 'New backup codes issued by sam',
        detail: 'lost phone · T-9',
        outcome: 'done',
      });
    });
  });
});
