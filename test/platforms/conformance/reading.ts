/** Reading: users as they were written, nobody for what is no id, and a version that changes with what actions depend on. */
import { expect } from 'vitest';
import type { UserId, UserReading } from '../../../db/platforms/contract.ts';
import { ENROLMENTS } from '../../../db/platforms/user.ts';
import { asTexts } from './rows.ts';
import { type Check, make, makeAll, NOW, readingOf, type World } from './subject.ts';

export const READING: readonly Check[] = [
  {
    name: 'reads each user as they were written',
    async run(world) {
      for (const { name, id, situation } of await makeAll(world)) {
        const reading = await readingOf(world, id);
        expect({ user: reading.user, state: reading.state }, name).toMatchObject(situation.reads);
        expect(reading.user.id, name).toBe(id);
        expect(reading.user.username, name).not.toBe('');
      }
    },
  },
  {
    name: 'tells in a list what it tells on the page',
    async run(world) {
      const { platform, database } = world;
      const ids = (await makeAll(world)).map(({ id }) => id);
      const twice = [...ids, world.subject.nobody, ...ids.slice(0, 1)];
      const listed = await platform.summaries(twice);
      expect(listed.map(({ id }) => id)).toEqual([...ids, ...ids.slice(0, 1)]);
      for (const summary of listed) expect((await readingOf(world, summary.id)).user).toMatchObject(summary);
      // Within a transaction it tells of what that has done so far.
      const { id } = await make(world, 'full');
      await database.transaction(async (tx) => {
        await platform.reset?.apply(tx, id, NOW);
        const [within] = await platform.summaries([id], tx);
        expect((await platform.read(tx, id, NOW))?.user).toMatchObject(within ?? { id: 'nobody' });
      });
    },
  },
  {
    name: 'says nothing that contradicts itself, and names the rows that say it',
    async run(world) {
      for (const { name, id, situation } of await makeAll(world)) {
        const reading = await readingOf(world, id);
        expect(contradictionsOf(reading, world), name).toEqual([]);
        expect(reading.state.because.length, `${name}: no row says so`).toBeGreaterThan(0);
        expect(secretsIn(reading, situation), `${name}: a secret is told`).toEqual([]);
      }
    },
  },
  {
    name: 'knows its own ids, opaque texts of at most 64 characters, and takes nothing else for one',
    async run(world) {
      const { platform, subject } = world;
      const ids = (await makeAll(world)).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of [...ids, subject.nobody]) {
        expect(typeof id).toBe('string');
        expect(id.length).toBeLessThanOrEqual(64);
        expect(platform.isUserId(id), id).toBe(true);
      }
      for (const id of subject.noIds(ids[0] as UserId)) {
        expect(platform.isUserId(id), JSON.stringify(id)).toBe(false);
      }
    },
  },
  {
    name: 'finds nobody, and changes nothing, by what is no id or an id that nobody has',
    async run(world) {
      const { database, platform, subject } = world;
      const { id } = await make(world, 'full');
      const before = asTexts(await subject.dump(database));
      for (const other of [...subject.noIds(id), subject.nobody] as UserId[]) {
        const what = JSON.stringify(other);
        const { reader } = database;
        expect(await platform.read(reader, other, NOW), what).toBeNull();
        expect(await platform.summaries([other]), what).toEqual([]);
        expect((await platform.totp?.readSecrets(reader, other)) ?? [], what).toEqual([]);
        expect((await platform.sessions?.read?.(reader, other, NOW)) ?? [], what).toEqual([]);
        expect((await platform.devices?.read?.(reader, other, NOW)) ?? [], what).toEqual([]);
        const events = await platform.events?.read(reader, other, { before: NOW * 2, limit: 9 });
        expect(events ?? [], what).toEqual([]);
        expect(await database.transaction((tx) => platform.lockUser(tx, other)), what).toBe(false);
      }
      expect(asTexts(await subject.dump(database))).toEqual(before);
    },
  },
  {
    name: 'gives a version that changes with what an action depends on, and with nothing else',
    async run(world) {
      const { database, subject } = world;
      for (const [what, change] of Object.entries(subject.changes.matters)) {
        const { id } = await make(world, 'full');
        const { version } = await readingOf(world, id);
        expect((await readingOf(world, id, NOW + 1000)).version, 'with time').toBe(version);
        await change(database, id);
        expect((await readingOf(world, id)).version, what).not.toBe(version);
      }
      for (const [what, change] of Object.entries(subject.changes.doesNot)) {
        const { id } = await make(world, 'full');
        const { version } = await readingOf(world, id);
        await change(database, id);
        expect((await readingOf(world, id)).version, what).toBe(version);
      }
    },
  },
];

function contradictionsOf({ user, state }: UserReading, { platform }: World): string[] {
  const counting = state.factors.filter(({ counts }) => counts);
  const rows = state.factors.map(({ row }) => row);
  const { fields } = platform;
  const rules: Record<string, boolean> = {
    'a state that is none': ENROLMENTS.includes(state.enrolment),
    'another state in the list': user.enrolment === state.enrolment,
    'another lock in the list': user.lockedUntil === null || (state.lockedUntil ?? 0) <= user.lockedUntil,
    'on, and no factor that counts': state.enrolment !== 'on' || counting.length > 0,
    'off, and a factor that counts':
      !['off', 'must-enrol', 'pending'].includes(state.enrolment) || counting.length === 0,
    'a factor that counts and was not confirmed': counting.every(({ confirmed }) => confirmed),
    'two factors of one row': new Set(rows).size === rows.length,
    'a fact without words': state.because.every((fact) => fact.trim() !== ''),
    'an authenticator that is no factor':
      state.authenticator === null || state.factors.some(({ kind }) => kind === 'authenticator'),
    'sessions that nothing reads': state.sessions === null || platform.sessions !== undefined,
    'devices that nothing reads': state.trustedDevices === null || platform.devices !== undefined,
    'codes that nothing makes':
      state.emergencyCodes.length === 0 || platform.codes?.addEmergency !== undefined,
    'a lock that nothing ends': state.lockedUntil === null || platform.lock !== undefined,
  };
  const of = (
    ['email', 'fullName', 'phone', 'department', 'role', 'status', 'createdAt', 'lastLoginAt'] as const
  ).map(
    (field) =>
      [`a ${field} that the platform does not know`, fields.has(field) || user[field] === null] as const,
  );
  return [...Object.entries(rules), ...of].filter(([, holds]) => !holds).map(([rule]) => rule);
}

/** What of the user's secret and codes the reading tells, in any of the usual ways to write it. */
function secretsIn(
  reading: UserReading,
  { secret, codes = [] }: { secret?: Uint8Array; codes?: readonly string[] },
): string[] {
  const text = JSON.stringify(reading).toLowerCase();
  const bytes = Buffer.from(secret ?? []);
  const forms = secret ? [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('latin1')] : [];
  return [...forms, ...codes].filter((form) => text.includes(form.toLowerCase()));
}
