import { describe, expect, it } from 'vitest';
import type { TwoFactorState, UserDetail } from '../../db/platforms/contract.ts';
import { statusSentence } from '../../main/services/sentence.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const MINUTE = 60_000;

const LOCKED = {
  required: true,
  enrolment: 'on',
  authenticator: null,
  backupCodes: { unused: 3 },
  emergencyCodes: [],
  failedAttempts: 5,
  factors: [],
  lockAssumes: null,
} as unknown as TwoFactorState;

function lockedFor(milliseconds: number): string {
  const user = { status: 'active' } as UserDetail;
  return statusSentence(user, { ...LOCKED, lockedUntil: NOW + milliseconds }, NOW, null);
}

describe('how long a lock lasts, said aloud', () => {
  for (const [left, words] of [
    [1, '1 minute'],
    [59.2 * MINUTE, '60 minutes'],
    [118.5 * MINUTE, '119 minutes'],
    [119.5 * MINUTE, '2 hours'],
    [47.4 * 60 * MINUTE, '47 hours'],
    [47.6 * 60 * MINUTE, '2 days'],
    [719.8 * 60 * MINUTE, '30 days'],
  ] as const) {
    it(`is ${words}`, () => {
      expect(lockedFor(left)).toContain(`login is locked for another ${words} after`);
    });
  }
});
