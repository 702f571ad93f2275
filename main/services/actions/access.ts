import { RekeyError } from '../../../db/errors.ts';
import type { Platform } from '../../../db/platforms/contract.ts';
import { type Declaration, endedIn } from './action.ts';

/** Clears the wrong tries, so that the user may try again at once. */
export const unlock: Declaration<object, unknown, Platform['lock'] & {}> = {
  part: ({ lock }) => lock,
  lacks: 'lock that Rekey can see',
  refuse: ({ state }) =>
    (state.failedAttempts ?? 0) > 0 || state.lockedUntil !== null
      ? null
      : new RekeyError('NOTHING_TO_DO', { why: 'the user is not locked and has no failed attempts' }),
  prepare: async () => null,
  async apply({ part, tx, id, now }) {
    await part.unlock(tx, id, now);
    return {};
  },
  amiss: ({ after }) =>
    after.lockedUntil === null && !after.failedAttempts
      ? null
      : 'the user is still locked, or wrong tries still count',
  endsSessions: false,
  answer: () => ({}),
};

/** Signs the user out everywhere and forgets the devices that were trusted, each where the platform has any. */
export const revokeSessions: Declaration = {
  part: ({ sessions, devices }) => sessions ?? devices,
  lacks: 'sessions or trusted devices that Rekey can end',
  refuse({ platform, state }) {
    const mayBeSome =
      (platform.sessions && state.sessions !== 0) || (platform.devices && state.trustedDevices !== 0);
    return mayBeSome
      ? null
      : new RekeyError('NOTHING_TO_DO', { why: 'there is no session and no trusted device' });
  },
  prepare: async () => null,
  apply: async () => ({}),
  amiss: () => null,
  endsSessions: true,
  answer: (_prepared, detail) => endedIn(detail),
};
