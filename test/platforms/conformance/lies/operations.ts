/** Lies about what an operation changes. */
import type { Transaction } from '../../../../db/database.ts';
import type { UserId } from '../../../../db/platforms/contract.ts';
import { afterwards, instead, nothingDone } from './instead.ts';
import { type Lies, loosely, ofCodes } from './lie.ts';

export const ABOUT_CHANGING: Lies = {
  'does what each operation means, to whoever is in whatever situation, and to nobody else': [
    instead('a reset does nothing', 'reset', nothingDone),
    instead('disabling does nothing', 'disable', nothingDone),
    afterwards('a reset takes the codes of everybody', 'reset', (tx) => tx('backup_codes').delete()),
    instead('a reset that keeps the requirement says that it ends', 'reset', {
      requirementStays: false,
    } as never),
    { lie: 'unlocking does nothing', tell: () => ({ lock: { unlock: async () => {} } }) },
    ofCodes('one code less than a set has', ({ replace }) => ({
      replace: (tx: Transaction, id: UserId, stored: string[], now: number) =>
        replace(tx, id, stored.slice(1), now),
    })),
    ofCodes('an emergency code that ends at another time', ({ addEmergency }) => ({
      addEmergency: (tx: Transaction, id: UserId, stored: string, ends: number, now: number) =>
        addEmergency(tx, id, stored, ends + 1, now),
    })),
    ofCodes('any code is taken', () => ({ consume: async () => true })),
  ],
  'changes of its user what it says, and no other row or column; a second time nothing more': [
    afterwards('a reset signs out', 'reset', (tx, id) => tx('sessions').where({ user_id: id }).delete()),
    afterwards('disabling suspends', 'disable', (tx, id) =>
      tx('users').where({ id }).update({ status: 'suspended' }),
    ),
    {
      lie: 'no event tells of unlocking',
      tell: () => ({
        lock: {
          unlock: async (tx, id) => {
            await tx('users').where({ id }).update({ failed_attempts: 0, locked_until: null });
          },
        },
      }),
    },
    ofCodes('a second time the same code is used again', ({ consume }) => ({
      consume: async (tx: Transaction, id: UserId, typed: string, now: number) => {
        const taken = await consume(tx, id, typed, now);
        await tx('two_factor_events').insert({ user_id: id, time: now, kind: 'backup-code-used' });
        return taken;
      },
    })),
  ],
  'shows a change inside its transaction, and none of it after a rollback': [
    {
      lie: 'a change outside the transaction',
      on: 'mysql',
      tell: ({ lock }, { reader }) => ({
        lock: { unlock: (_tx, id, now) => lock.unlock(reader as Transaction, id, now) },
      }),
    },
    {
      lie: 'a reading outside the transaction',
      on: 'mysql',
      tell: ({ read }, { reader }) => ({ read: (_reader, id, now) => read(reader, id, now) }),
    },
  ],
  'changes nothing by what is no id, or an id that nobody has': [
    {
      lie: 'unlocks whoever the id is near to',
      tell: ({ lock }) => ({ lock: { unlock: (tx, id, now) => lock.unlock(tx, loosely(id), now) } }),
    },
    ofCodes('uses up a code of whoever the id is near to', ({ consume }) => ({
      consume: (tx: Transaction, id: UserId, typed: string, now: number) =>
        consume(tx, loosely(id), typed, now),
    })),
  ],
  'says in sentences before it happens what a reset or disabling leaves behind': [
    afterwards('a factor that is left and not told of', 'reset', (tx, id) =>
      tx('totp_authenticators').insert({ user_id: id, name: 'left', secret: 'none', created_at: 1 }),
    ),
    instead('no sentence', 'reset', { leaves: () => ['the phone'] } as never),
  ],
  'locks the user: who comes second waits, and sees what the first one did': [
    {
      lie: 'only looks whether there is such a user',
      on: 'mysql',
      tell: () => ({
        lockUser: async (tx, id) => (await tx('users').where({ id }).first('id')) !== undefined,
      }),
    },
  ],
};
