import { describe, expect, it } from 'vitest';
import type { Totp, TotpSecret, UserId } from '../../db/platforms/contract.ts';
import { createActionService } from '../../main/services/actions/create-service.ts';
import { createIdentityService } from '../../main/services/create-identity.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk, POLICY, SUPPORT } from '../support/desk.ts';
import { addPerson, START } from '../support/people.ts';

/** RFC 6238, appendix B: the keys of its test vectors, and the codes at 1,111,111,109 s. */
const VECTORS = [
  { algorithm: 'sha1', key: '12345678901234567890', code: '07081804' },
  { algorithm: 'sha256', key: '12345678901234567890123456789012', code: '68084774' },
  {
    algorithm: 'sha512',
    key: '1234567890123456789012345678901234567890123456789012345678901234',
    code: '25091201',
  },
] as const;
const LONG = { algorithm: 'sha256', digits: 8, period: 60, t0: 0 } as const;
const SECRET: TotpSecret = {
  authenticatorId: '1',
  confirmed: true,
  key: new Uint8Array(32).fill(5),
  parameters: LONG,
  tolerance: 0,
  drift: 2,
  lastUsedStep: null,
};

it.each(VECTORS)('the codes of $algorithm are those of RFC 6238', ({ algorithm, key, code }) => {
  const parameters = { algorithm, digits: 8, period: 30, t0: 0 };
  expect(codeAt(Buffer.from(key), stepAt(1_111_111_109_000, parameters), parameters)).toBe(code);
});

it('steps are counted from T0', () => {
  expect(stepAt(130_000, { ...LONG, t0: 10 })).toBe(2);
});

forEachDatabase((open) => {
  describe("a user's authenticator", () => {
    async function room(secrets: TotpSecret[] = [SECRET]) {
      const database = await open();
      const desk = openDesk(database);
      const totp: Totp = { digits: [8], readSecrets: async () => secrets };
      const deps = {
        ...{ database, platform: { ...desk.platform, totp }, guards: [], followUps: [], demanded: true },
        clock: () => desk.time.now,
        policy: async () => POLICY,
        session: { requireFreshCode() {}, async confirmCode() {} },
        mail: { async sendNow() {} },
      };
      const actions = createActionService(deps);
      const identityOf = (more: Partial<Totp>) =>
        createIdentityService({ ...deps, platform: { ...desk.platform, totp: { ...totp, ...more } } });
      const mara = await addPerson(database, { username: 'mara', secret: SECRET.key });
      return { desk, actions, identity: identityOf({}), identityOf, mara };
    }
    const at = (steps: number) => codeAt(SECRET.key, stepAt(START, LONG) + steps, LONG);
    const about = (userId: UserId) => ({ userId, requestId: null });

    it('is judged by the digits, the period, the drift and the tolerance that its platform says', async () => {
      const { actions, mara } = await room();
      expect(await actions.checkCode(SUPPORT, mara, at(2))).toMatchObject({ verdict: 'right' });
      expect(await actions.checkCode(SUPPORT, mara, at(0))).toMatchObject({
        verdict: 'right-but-clock-off',
        offsetSeconds: -120,
      });
      expect(await actions.checkCode(SUPPORT, mara, at(-3))).toMatchObject({ offsetSeconds: -300 });
      await expect(actions.checkCode(SUPPORT, mara, '123456')).rejects.toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringContaining('eight digits'),
      });
    });

    it('proves who is calling by the same, each code once', async () => {
      const { desk, identity, mara } = await room();
      const check = (code: string) => identity.checkTotp(SUPPORT, about(mara), code);
      await expect(check('123456')).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await expect(check(at(1))).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      expect((await check(at(2))).have).toBe(3);
      await expect(check(at(2))).rejects.toMatchObject({ code: 'IDENTITY_NOT_PROVED' });
      desk.time.now += 60_000;
      expect((await check(at(3))).have).toBe(3);
    });

    it('that was used up on the platform meanwhile proves nothing', async () => {
      const { desk, mara, identityOf } = await room();
      const used: unknown[] = [];
      const identity = identityOf({
        consume: async (_tx, ...given) => used.push(given) < 2,
      });
      expect((await identity.checkTotp(SUPPORT, about(mara), at(2))).have).toBe(3);
      const step = stepAt(START, LONG) + 2;
      expect(used).toEqual([[{ authenticatorId: '1', step, drift: 2 }, START]]);
      desk.time.now += 60_000;
      await expect(identity.checkTotp(SUPPORT, about(mara), at(3))).rejects.toMatchObject({
        code: 'IDENTITY_NOT_PROVED',
        message: expect.stringContaining('used already'),
      });
    });

    it('of a longer period is no code that was used because another one counts faster', async () => {
      const quick = { ...SECRET, parameters: { ...LONG, period: 30 }, drift: 0, lastUsedStep: stepAt(START) };
      const { identity, mara } = await room([quick, SECRET]);
      expect((await identity.checkTotp(SUPPORT, about(mara), at(2))).have).toBe(3);
    });
  });
});
