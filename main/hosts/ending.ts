/** The end of a program that holds a database which may not answer. */
import { setTimeout as pause } from 'node:timers/promises';

/** Waits for the end of all `work`, but no longer than `grace` ms. @returns the exit status: 0 when all of it was done. */
export function endOf(work: readonly (Promise<unknown> | undefined)[], grace: number): Promise<0 | 1> {
  const all = Promise.allSettled(work).then((ends) =>
    ends.every(({ status }) => status === 'fulfilled') ? 0 : 1,
  );
  return Promise.race([all, pause(grace, 1 as const)]);
}
