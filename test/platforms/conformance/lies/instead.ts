/** A reset or disabling that does something else. */
import type { Transaction } from '../../../../db/database.ts';
import type { Platform, UserId } from '../../../../db/platforms/contract.ts';
import type { Lie } from './lie.ts';

/** After the operation, something more. */
export const afterwards = (
  lie: string,
  part: 'reset' | 'disable',
  more: (tx: Transaction, id: UserId) => Promise<unknown>,
): Lie => ({
  lie,
  tell: (honest) => ({
    [part]: {
      ...honest[part],
      async apply(tx: Transaction, id: UserId, now: number) {
        await honest[part].apply(tx, id, now);
        await more(tx, id);
      },
    },
  }),
});

/** In place of the operation. */
export const instead = (lie: string, part: 'reset' | 'disable', apply: Platform['reset'] & {}): Lie => ({
  lie,
  tell: (honest) => ({ [part]: { ...honest[part], ...apply } }),
});
export const nothingDone = { apply: async () => {} } as unknown as Platform['reset'] & {};
