/** Codes that are kept, authenticators, and where somebody is signed in. */
import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import type { Codes, Sessions, UserId } from '../../../db/platforms/contract.ts';
import { codeAt, stepAt } from '../../../main/services/totp.ts';
import { missing } from '../../support/parts.ts';
import { endAll } from './operations.ts';
import { type Check, make, makeAll, NOW, readingOf, type Subject, type World } from './subject.ts';

const MINUTE = 60_000;

const hasCodes: Check['needs'] = ({ codes }) => codes !== undefined;
/** Of a world whose platform has codes, as `hasCodes` has found. */
function codesOf({ platform, subject }: World): { codes: Codes; expected: NonNullable<Subject['codes']> } {
  if (!platform.codes || !subject.codes) throw new Error(`${subject.label} does not say how its codes look`);
  return { codes: platform.codes, expected: subject.codes };
}

/** Makes a set and gives it to the user. Returns the codes as the user gets them. */
async function giveSet({ database, platform }: World, id: UserId): Promise<string[]> {
  const { shown, stored } = (await platform.codes?.make(platform.codes.setSize)) ?? { shown: [], stored: [] };
  await database.transaction(async (tx) => platform.codes?.replace(tx, id, stored, NOW));
  return shown;
}

const consume = (world: World, id: UserId, typed: string, now = NOW) =>
  world.database.transaction((tx) => codesOf(world).codes.consume(tx, id, typed, now));

export const CODES: readonly Check[] = [
  {
    name: 'makes as many codes as are asked for, each its own, in the form of the platform',
    needs: hasCodes,
    async run(world) {
      const { codes, expected } = codesOf(world);
      expect(codes.setSize).toBeGreaterThan(0);
      for (const count of [1, codes.setSize]) {
        const { shown, stored } = await codes.make(count);
        expect([shown.length, stored.length]).toEqual([count, count]);
        expect(new Set(shown).size).toBe(count);
        for (const code of shown) expect(code).toMatch(expected.form);
        const told = shown.filter((code) => stored.some((row) => row.includes(code)));
        if (codes.storedAs !== 'clear')
          expect(told, 'codes in the clear in rows that are said to hide them').toEqual([]);
      }
    },
  },
  {
    name: 'takes for a code whatever its login takes, however it is typed, and nothing else',
    needs: hasCodes,
    async run(world) {
      const { codes, expected } = codesOf(world);
      const { id } = await make(world, 'full');
      for (const code of await giveSet(world, id)) {
        for (const typed of [code, ...expected.typed(code)]) expect(codes.canBeCode(typed), typed).toBe(true);
      }
      for (const typed of expected.noCodes) {
        expect(codes.canBeCode(typed), typed).toBe(false);
        expect(await consume(world, id, typed), typed).toBe(false);
      }
    },
  },
  {
    name: 'gives codes that work once each, and not twice',
    needs: hasCodes,
    async run(world) {
      const { expected } = codesOf(world);
      const { database } = world;
      const { id } = await make(world, 'full');
      const { id: another } = await make(world, 'full');
      const shown = await giveSet(world, id);
      for (const [index, code] of shown.entries()) {
        const ways = [code, ...expected.typed(code)];
        const typed = ways[index % ways.length] ?? code;
        // Hashing is slow on purpose, so one code stands for all where the same row is asked twice.
        const first = index === 0;
        if (first) expect(await expected.opens(database, id, code, NOW), 'at the login').toBe(true);
        if (first) expect(await consume(world, another, code), 'of somebody else').toBe(false);
        expect(await consume(world, id, typed), typed).toBe(true);
        expect(await consume(world, id, code), `${code} again`).toBe(false);
        if (first) expect(await expected.opens(database, id, code, NOW), 'at the login, used').toBe(false);
      }
    },
  },
  {
    name: 'lets no code of a set work that was replaced, nor any after a reset',
    needs: hasCodes,
    async run(world) {
      const { database, platform } = world;
      const { expected } = codesOf(world);
      const { id, situation } = await make(world, 'full');
      const [first = ''] = await giveSet(world, id);
      const [second = ''] = await giveSet(world, id);
      for (const code of [...(situation.codes ?? []), first]) {
        expect(await consume(world, id, code), code).toBe(false);
        expect(await expected.opens(database, id, code, NOW), code).toBe(false);
      }
      if (!platform.reset) return;
      await database.transaction(async (tx) => platform.reset?.apply(tx, id, NOW));
      expect(await expected.opens(database, id, second, NOW)).toBe(false);
    },
  },
  {
    name: 'gives emergency codes that work until they end, and are no backup codes',
    needs: ({ codes }) => codes?.addEmergency !== undefined,
    async run(world) {
      const { database } = world;
      const { codes, expected } = codesOf(world);
      const { id } = await make(world, 'full');
      const ends = NOW + 10 * MINUTE;
      const { shown, stored } = await codes.make(2);
      await database.transaction(async (tx) => {
        for (const [index, one] of stored.entries())
          await codes.addEmergency?.(tx, id, one, ends + index * MINUTE, NOW);
      });
      const emergencyAt = async (now: number) => (await readingOf(world, id, now)).state.emergencyCodes;
      expect(await emergencyAt(NOW)).toEqual([{ expiresAt: ends }, { expiresAt: ends + MINUTE }]);
      expect(await emergencyAt(ends)).toEqual([{ expiresAt: ends + MINUTE }]);
      expect(await emergencyAt(ends + MINUTE)).toEqual([]);
      const [code = ''] = shown;
      expect(await expected.opens(database, id, code, ends - 1)).toBe(true);
      // Where the platform lets no code expire, Rekey removes it in time.
      if (codes.removeExpired)
        expect(await codes.removeExpired(database, ends, async () => {})).toBeGreaterThan(0);
      expect(await expected.opens(database, id, code, ends)).toBe(false);
      expect(await consume(world, id, code), 'staff issued it, so it proves nothing').toBe(false);
    },
  },
];

export const TOTP: readonly Check[] = [
  {
    name: "opens the authenticators' secrets, of the user and nobody else",
    needs: ({ totp }) => totp !== undefined,
    async run(world) {
      const { database, platform } = world;
      for (const { name, id, situation } of await makeAll(world)) {
        const secrets = (await platform.totp?.readSecrets(database.reader, id)) ?? [];
        const confirmed = secrets.filter((one) => one.confirmed).map(({ key }) => Buffer.from(key));
        const { factors } = (await readingOf(world, id)).state;
        const authenticators = factors.filter(({ kind }) => kind === 'authenticator');
        expect(secrets.length, name).toBe(authenticators.length);
        if (situation.secret) expect(confirmed, name).toContainEqual(Buffer.from(situation.secret));
        else expect(confirmed, `${name}: its key is not said`).toEqual([]);
      }
    },
  },
  {
    name: 'says how its codes are computed, as oathtool computes them',
    needs: ({ totp }) => totp !== undefined && missing('oathtool') === null,
    async run(world) {
      const { database, platform, subject } = world;
      const { id, situation } = await make(world, 'full');
      const secrets = (await platform.totp?.readSecrets(database.reader, id)) ?? [];
      expect(secrets).not.toEqual([]);
      for (const { key, parameters, tolerance, drift } of secrets) {
        expect(platform.totp?.digits).toContain(parameters.digits);
        expect(tolerance).toBeGreaterThanOrEqual(0);
        const time = NOW + drift * parameters.period * 1000;
        const typed = byOathtool(subject.app ?? [], situation.secret ?? new Uint8Array(), time);
        expect(codeAt(key, stepAt(time, parameters), parameters)).toBe(typed);
      }
    },
  },
  {
    name: "counts an authenticator's code that was taken as used, for this and no earlier step",
    needs: ({ totp }) => totp?.consume !== undefined,
    async run(world) {
      const { database, platform } = world;
      const { id } = await make(world, 'full');
      const confirmed = async () => {
        const secrets = (await platform.totp?.readSecrets(database.reader, id)) ?? [];
        return secrets.find((one) => one.confirmed);
      };
      const { authenticatorId = '', parameters, drift = 0 } = (await confirmed()) ?? {};
      const step = stepAt(NOW, parameters);
      const use = (used: number) =>
        database.transaction(async (tx) =>
          platform.totp?.consume?.(tx, { authenticatorId, step: used, drift }, NOW),
        );
      expect(await use(step)).toBe(true);
      expect(await confirmed()).toMatchObject({ lastUsedStep: step, drift });
      expect(await use(step), 'a second time').toBe(false);
      expect(await use(step - 1), 'an earlier step').toBe(false);
      expect(await use(step + 1), 'the next one').toBe(true);
      expect(await confirmed()).toMatchObject({ lastUsedStep: step + 1 });
    },
  },
];

/** What the user's app shows at that time (ms UTC). */
function byOathtool(settings: readonly string[], secret: Uint8Array, time: number): string {
  const now = `--now=@${Math.floor(time / 1000)}`;
  return execFileSync('oathtool', [...settings, now, Buffer.from(secret).toString('hex')])
    .toString()
    .trim();
}

export const SIGNED_IN: readonly Check[] = (['sessions', 'devices'] as const).map((part) => ({
  name: `lists the ${part} that are counted, and ends them all`,
  needs: (platform) => platform[part]?.read !== undefined,
  async run(world) {
    const { database, platform } = world;
    const { id } = await make(world, 'full');
    const counted = async (now = NOW) => {
      const { state } = await readingOf(world, id, now);
      return part === 'sessions' ? state.sessions : state.trustedDevices;
    };
    const listed = (await platform[part]?.read?.(database.reader, id, NOW)) ?? [];
    expect(listed.length).toBeGreaterThan(0);
    expect(await counted()).toBe(listed.length);
    for (const { label, createdAt, expiresAt } of listed) {
      expect(label.trim()).not.toBe('');
      expect(createdAt ?? 0).toBeLessThanOrEqual(NOW);
      expect(expiresAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(NOW);
    }
    const last = Math.max(...listed.map(({ expiresAt }) => expiresAt ?? Number.POSITIVE_INFINITY));
    if (Number.isFinite(last)) {
      expect(
        await platform[part]?.read?.(database.reader, id, last),
        'when they have ended by themselves',
      ).toEqual([]);
      expect(await counted(last)).toBe(0);
    }
    expect(await database.transaction((tx) => endAll(platform[part] as Sessions, tx, id))).toBe(
      listed.length,
    );
    expect(await platform[part]?.read?.(database.reader, id, NOW)).toEqual([]);
    expect(await counted()).toBe(0);
  },
}));
