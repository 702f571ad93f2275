/** Lies about codes, authenticators, sessions and devices. */
import type { Database, Transaction } from '../../../../db/database.ts';
import type { TotpSecret, UserId } from '../../../../db/platforms/contract.ts';
import type { ReferencePlatform } from '../../../../db/platforms/reference/index.ts';
import { instead } from './instead.ts';
import { type Lie, type Lies, NEVER_ENDS, ofCodes } from './lie.ts';

const ofSecrets = (lie: string, change: (secret: TotpSecret) => object): Lie => ({
  lie,
  tell: ({ totp }) => ({
    totp: {
      ...totp,
      readSecrets: async (...asked) =>
        (await totp.readSecrets(...asked)).map((one) => ({ ...one, ...change(one) })),
    },
  }),
});

function signedIn(part: 'sessions' | 'devices'): Lie[] {
  return [
    {
      lie: 'lists one too few',
      tell: (honest) => ({
        [part]: {
          ...honest[part],
          read: async (...asked: Parameters<ReferencePlatform['sessions']['read']>) =>
            (await honest[part].read(...asked)).slice(1),
        },
      }),
    },
    {
      lie: 'lists those that ended',
      tell: (honest) => ({
        [part]: {
          ...honest[part],
          read: (reader: Database['reader'], id: UserId) => honest[part].read(reader, id, 0),
        },
      }),
    },
    {
      lie: 'ends none',
      tell: (honest) => ({ [part]: { ...honest[part], end: async () => (part === 'sessions' ? 2 : 1) } }),
    },
    {
      lie: 'tells another number of those that it ended',
      tell: (honest) => ({
        [part]: {
          ...honest[part],
          end: async (...asked: Parameters<ReferencePlatform['sessions']['end']>) =>
            (await honest[part].end(...asked)) + 1,
        },
      }),
    },
  ];
}

export const ABOUT_CODES: Lies = {
  'makes as many codes as are asked for, each its own, in the form of the platform': [
    ofCodes('the same code again and again', ({ make }) => ({
      make: async (count: number) => {
        const { shown, stored } = await make(1);
        return { shown: Array(count).fill(shown[0]), stored: Array(count).fill(stored[0]) };
      },
    })),
    ofCodes('always ten', ({ make }) => ({ make: () => make(10) })),
    ofCodes('without dashes', ({ make }) => ({
      make: async (count: number) => {
        const { shown, stored } = await make(count);
        return { shown: shown.map((code) => code.replaceAll('-', '')), stored };
      },
    })),
    ofCodes('in the clear', ({ make }) => ({
      make: async (count: number) => {
        const { shown } = await make(count);
        return { shown, stored: shown };
      },
    })),
  ],
  'takes for a code whatever its login takes, however it is typed, and nothing else': [
    ofCodes('anything can be a code', () => ({ canBeCode: () => true })),
    ofCodes('only as it is shown', () => ({ canBeCode: (typed: string) => /^[0-9A-Z-]{15}$/.test(typed) })),
  ],
  'gives codes that work once each, and not twice': [
    ofCodes('none is used up', ({ canBeCode }) => ({
      consume: async (_tx: Transaction, _id: UserId, typed: string) => canBeCode(typed),
    })),
    ofCodes('none works', () => ({ consume: async () => false })),
    ofCodes('a code works only as it is shown', ({ consume }) => ({
      consume: async (tx: Transaction, id: UserId, typed: string, now: number) =>
        typed.includes('-') && consume(tx, id, typed, now),
    })),
  ],
  'lets no code of a set work that was replaced, nor any after a reset': [
    ofCodes('the old ones stay', () => ({
      replace: async (tx: Transaction, id: UserId, stored: string[], now: number) => {
        await tx('backup_codes').insert(
          stored.map((one) => ({ user_id: id, kind: 'standard', hash: one, created_at: now })),
        );
      },
    })),
    instead('a reset leaves the codes', 'reset', {
      apply: async (tx: Transaction, id: UserId) => {
        await tx('totp_authenticators').where({ user_id: id }).delete();
      },
    } as never),
  ],
  'gives emergency codes that work until they end, and are no backup codes': [
    ofCodes('for ever', ({ addEmergency }) => ({
      addEmergency: (tx: Transaction, id: UserId, stored: string, _ends: number, now: number) =>
        addEmergency(tx, id, stored, NEVER_ENDS, now),
    })),
    ofCodes('none is removed', () => ({ removeExpired: async () => 0 })),
    ofCodes('an emergency code proves who is calling', ({ consume }) => ({
      consume: async (tx: Transaction, id: UserId, typed: string, now: number) => {
        await tx('backup_codes').where({ user_id: id }).update({ kind: 'standard' });
        return consume(tx, id, typed, now);
      },
    })),
  ],
  "opens the authenticators' secrets, of the user and nobody else": [
    ofSecrets('the key of somebody else', () => ({ key: new Uint8Array(20).fill(1) })),
    ofSecrets('all are confirmed', () => ({ confirmed: true })),
    { lie: 'no secret', tell: ({ totp }) => ({ totp: { ...totp, readSecrets: async () => [] } }) },
  ],
  'says how its codes are computed, as oathtool computes them': [
    ofSecrets('every minute', ({ parameters }) => ({ parameters: { ...parameters, period: 60 } })),
    ofSecrets('by another algorithm', ({ parameters }) => ({
      parameters: { ...parameters, algorithm: 'sha256' },
    })),
    ofSecrets('of eight digits', ({ parameters }) => ({ parameters: { ...parameters, digits: 8 } })),
    ofSecrets('from another time on', ({ parameters }) => ({ parameters: { ...parameters, t0: 90 } })),
  ],
  "counts an authenticator's code that was taken as used, for this and no earlier step": [
    {
      lie: 'none is counted',
      tell: ({ totp }) => ({ totp: { ...totp, consume: async () => true } }),
    },
    {
      lie: 'none is taken',
      tell: ({ totp }) => ({ totp: { ...totp, consume: async () => false } }),
    },
    {
      lie: 'an earlier step is taken',
      tell: ({ totp }) => ({
        totp: {
          ...totp,
          consume: async (tx, { authenticatorId: id, step }) =>
            (await tx('totp_authenticators').where({ id }).update({ last_used_step: step })) > 0,
        },
      }),
    },
  ],
  'lists the sessions that are counted, and ends them all': signedIn('sessions'),
  'lists the devices that are counted, and ends them all': signedIn('devices'),
};
