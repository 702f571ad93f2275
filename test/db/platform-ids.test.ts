/** Ids are opaque to Rekey: the platform knows which can be its own, and is asked about others without harm. */
import { describe, expect, it } from 'vitest';
import type { UserId } from '../../db/platforms/contract.ts';
import { referencePlatform } from '../../db/platforms/reference/index.ts';
import { createUserService } from '../../main/services/create-users.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, PLATFORM_KEY, START } from '../support/people.ts';
import { openRequestDesk } from '../support/request-desk.ts';

const SECRET = new Uint8Array(20).fill(3);
const TABLES = [
  'users',
  'totp_authenticators',
  'backup_codes',
  'sessions',
  'trusted_devices',
  'two_factor_events',
];

forEachDatabase((open) => {
  async function room() {
    const database = await open();
    const id = await addPerson(database, {
      username: 'anna',
      secret: SECRET,
      codes: ['AAAAA-BBBBB'],
      sessions: 1,
    });
    await database
      .reader('two_factor_events')
      .insert({ user_id: id, time: START, kind: 'login', detail: null });
    const foreign = [
      `${id}abc`,
      `0${id}`,
      ` ${id}`,
      `+${id}`,
      `${id}.0`,
      `${id}e0`,
      'abc',
      '0',
      '-1',
      '',
      '9'.repeat(30),
    ];
    return {
      database,
      id,
      foreign: foreign as UserId[],
      platform: referencePlatform(database, PLATFORM_KEY),
    };
  }

  describe('an id that cannot be one of the platform', () => {
    it('is nobody to whoever reads', async () => {
      const { database, id, foreign, platform } = await room();
      const { reader } = database;
      for (const other of foreign) {
        const what = JSON.stringify(other);
        expect(platform.isUserId(other), what).toBe(false);
        expect(await platform.read(reader, other, START), what).toBeNull();
        expect(await platform.sessions.read(reader, other, 0), what).toEqual([]);
        expect(await platform.devices.read(reader, other, 0), what).toEqual([]);
        expect(await platform.events.read(reader, other, { before: START + 1, limit: 5 }), what).toEqual([]);
        expect((await platform.events.last(reader, other, ['login'], 0)).size, what).toBe(0);
        expect(await platform.totp.readSecrets(reader, other), what).toEqual([]);
      }
      expect((await platform.summaries([...foreign, id, ...foreign])).map((user) => user.id)).toEqual([id]);
      expect(await platform.events.read(reader, id, { before: START + 1, limit: 5 })).toHaveLength(1);
    });

    it('is nobody to whoever writes, and nobody else is written to', async () => {
      const { database, foreign, platform } = await room();
      const everything = () => Promise.all(TABLES.map((table) => database.reader(table).select()));
      const before = await everything();
      for (const other of foreign) {
        await database.transaction(async (tx) => {
          expect(await platform.lockUser(tx, other)).toBe(false);
          await platform.codes.replace(tx, other, ['hash'], START);
          await platform.codes.addEmergency(tx, other, 'hash', START, START);
          expect(await platform.codes.consume(tx, other, 'AAAAA-BBBBB', START)).toBe(false);
          await platform.reset.apply(tx, other, START);
          await platform.disable.apply(tx, other, START);
          await platform.lock.unlock(tx, other, START);
          expect(await platform.sessions.end(tx, other, START)).toBe(0);
          expect(await platform.devices.end(tx, other, START)).toBe(0);
        });
      }
      expect(await everything()).toEqual(before);
    });

    it('breaks no list of those who were seen, however it came into the log', async () => {
      const { database, id, foreign, platform } = await room();
      const desk = openDesk(database);
      const users = createUserService({
        ...{ database, platform },
        clock: () => desk.time.now,
        policy: async () => POLICY,
      });
      await users.view(SUPPORT, id);
      for (const other of foreign) {
        await expect(
          desk.actions.run('unlock', desk.by(SUPPORT), desk.request(other), {}),
        ).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
        await expect(users.view(SUPPORT, other)).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
        await users.timeline(SUPPORT, other, { limit: 5 });
      }
      expect((await users.recent(SUPPORT)).map((user) => user.id)).toEqual([id]);
    });

    it('is the user of no request', async () => {
      const { database, foreign } = await room();
      const desk = openRequestDesk(database);
      const made = await desk.newRequest(SUPPORT, { take: true });
      for (const other of foreign) {
        await expect(
          desk.requests.confirmUser(SUPPORT, made.id, { version: made.version, userId: other }),
        ).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
      }
    });
  });
});
