import { describe, expect, test } from 'vitest';
import type { Problem, TwoFactorState } from '../../db/platforms/contract.ts';
import { NEXT_PAGES, type NextPage, playbook } from '../../db/platforms/reference/playbook.ts';
import { PROBLEMS } from '../../renderer/words/caller.ts';

const NOW = Date.UTC(2026, 10, 25, 12, 0);
const STATE = {
  required: true,
  enrolment: 'on',
  because: [],
  factors: [],
  authenticator: { name: 'Authy', confirmed: true, createdAt: NOW, confirmedAt: NOW, lastUsedAt: null },
  backupCodes: { unused: 6, used: 4, issuedAt: NOW, lastUsedAt: null },
  emergencyCodes: [],
  failedAttempts: 0,
  lockedUntil: null,
  lockAssumes: null,
  sessions: 0,
  trustedDevices: 0,
} satisfies TwoFactorState;
const facts = (nextPage: NextPage, state: Partial<TwoFactorState> = {}) => ({
  nextPage,
  state: { ...STATE, ...state },
});
const scriptFor = (problem: Problem, { nextPage, state }: ReturnType<typeof facts>) =>
  playbook.script(problem, nextPage, state);
const said = (...args: Parameters<typeof scriptFor>) => scriptFor(...args).say.join(' ');

describe('what to say to a caller', () => {
  test.each(NEXT_PAGES.flatMap((page) => PROBLEMS.map((problem) => [page, problem] as const)))(
    'on the page %s there is something to say for %s, each sentence once',
    (page, problem) => {
      const { say } = scriptFor(problem, facts(page, { lockedUntil: page === 'locked' ? NOW : null }));
      expect(say.length).toBeGreaterThan(0);
      expect(new Set(say).size).toBe(say.length);
      for (const sentence of say) expect(sentence).toMatch(/^[A-Z].*[.?]$/);
      expect(playbook.page(page, STATE).page).not.toBe('');
    },
  );

  test('a lost phone is got around with the codes that are left, and not with codes that are none', () => {
    expect(said('lost-phone', facts('code'))).toContain('6 codes still work.');
    expect(said('lost-phone', facts('code', { backupCodes: { ...STATE.backupCodes, unused: 1 } }))).toContain(
      '1 code still works.',
    );
    const none = facts('code', { backupCodes: { ...STATE.backupCodes, unused: 0 } });
    expect(said('lost-phone', none)).toContain('No backup code is left');
    expect(said('lost-phone', none)).not.toMatch(/still work|that login/);
    expect(scriptFor('lost-phone', none).agent).toContain('reset the authenticator');
  });

  test('an emergency code that was given is what to use', () => {
    const given = facts('code', { emergencyCodes: [{ expiresAt: NOW }] });
    expect(said('lost-phone', given)).toContain('emergency code from support');
  });

  test('whoever is locked out or suspended hears that first, whatever the problem', () => {
    for (const problem of PROBLEMS) {
      expect(said(problem, facts('locked', { lockedUntil: NOW }))).toContain('locked');
      expect(said(problem, facts('suspended'))).toContain('suspended');
    }
  });

  test('a refused code is about the clock only where a code is asked for', () => {
    expect(said('clock', facts('code'))).toContain('Set date and time of the phone to automatic');
    expect(said('clock', facts('gate', { enrolment: 'off' }))).toContain('Login asks for no code');
    expect(said('clock', facts('gate', { enrolment: 'pending' }))).toContain('first code of the pairing');
  });
});
