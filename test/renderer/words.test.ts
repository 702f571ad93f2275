import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../db/audit/entry.ts';
import type { TwoFactorState } from '../../db/platforms/contract.ts';
import { NEXT_PAGES, playbook } from '../../db/platforms/reference/playbook.ts';
import type { ActionName, BulkActionName } from '../../main/contract/actions.ts';
import type { Caller } from '../../main/services/caller.ts';
import type { UserPage } from '../../main/services/users.ts';
import { Sentence } from '../../renderer/parts/sentence.tsx';
import { AUDIT_ACTIONS, reasonWords, story } from '../../renderer/words/audit.ts';
import { bulkActionWords } from '../../renderer/words/bulk.ts';
import { PROBLEMS, withTimes } from '../../renderer/words/caller.ts';
import { consequencesOf } from '../../renderer/words/consequences.ts';
import { differencesOf } from '../../renderer/words/differences.ts';
import { outcomeOf } from '../../renderer/words/outcomes.ts';
import { countdown, dayWord, duration, plural, relative } from '../../renderer/words/time.ts';
import { verdictWords } from '../../renderer/words/verdict.ts';

const NOW = Date.UTC(2026, 10, 25, 12, 0);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const STATE = {
  required: true,
  enrolment: 'on',
  because: [],
  factors: [],
  authenticator: { name: 'Pixel 8', confirmed: true, createdAt: NOW, confirmedAt: NOW, lastUsedAt: null },
  backupCodes: { unused: 6, used: 4, issuedAt: NOW, lastUsedAt: null },
  emergencyCodes: [],
  failedAttempts: 0,
  lockedUntil: null,
  lockAssumes: null,
  sessions: 2,
  trustedDevices: 1,
} satisfies TwoFactorState;

function callerAt(next: string, state: TwoFactorState = STATE): Caller {
  const scripts = PROBLEMS.map((problem) => [problem, playbook.script(problem, next, state)]);
  return {
    next: { name: next, ...playbook.page(next, state) },
    scripts: Object.fromEntries(scripts),
    typeCode: playbook.typeCode,
    openWithout: playbook.openWithout,
  };
}

function seen(state: Partial<TwoFactorState> = {}): Parameters<typeof consequencesOf>[1] {
  return {
    user: { fullName: 'Mara Lind', email: 'm.lind@example.org' } as UserPage['user'],
    state: { ...STATE, ...state },
    sessions: [],
    devices: [],
    offers: [],
    capabilities: { codesPerSet: 8, checkCode: true },
  };
}

const ENTRY: AuditEntry = {
  sequence: 12,
  time: NOW,
  staff: { id: 1, name: 'ada' },
  category: 'action',
  action: 'issue-backup-codes',
  user: { id: '7', label: 'm.lind <m.lind@example.org>' },
  reason: 'lost-phone',
  reasonText: null,
  ticket: null,
  outcome: 'done',
  before: null,
  after: null,
  detail: null,
  actionId: null,
  previousHash: '0'.repeat(64),
  hash: '1'.repeat(64),
};

describe('times', () => {
  it('are told by their rough distance, in both directions', () => {
    expect(relative(NOW - 10_000, NOW)).toBe('just now');
    expect(relative(NOW - 5 * MINUTE, NOW)).toBe('5 min ago');
    expect(relative(NOW + 3 * 60 * MINUTE, NOW)).toBe('in 3 h');
    expect(relative(NOW - DAY, NOW)).toBe('1 day ago');
    expect(relative(NOW - 800 * DAY, NOW)).toBe('2 years ago');
  });

  it('of a code’s life are told exactly', () => {
    expect(duration(60 * MINUTE)).toBe('1 hour');
    expect(duration(90 * MINUTE)).toBe('90 minutes');
    expect(duration(150 * MINUTE)).toBe('2 hours 30 minutes');
    expect(duration(1440 * MINUTE)).toBe('24 hours');
  });

  it('that run out are counted to nothing and not below', () => {
    expect(countdown(3_599_001)).toBe('1:00:00');
    expect(countdown(61_000)).toBe('1:01');
    expect(countdown(-5)).toBe('0:00');
  });

  it('of today and yesterday are called so', () => {
    expect(dayWord(NOW, NOW)).toBe('Today');
    expect(dayWord(NOW - DAY, NOW)).toBe('Yesterday');
    expect(dayWord(NOW - 2 * DAY, NOW)).toBe('23 Nov 2026');
  });

  it('take the plural where there is not exactly one', () => {
    expect([0, 1, 2].map((count) => plural(count, 'code'))).toEqual(['0 codes', '1 code', '2 codes']);
  });
});

describe('what will happen', () => {
  it('names every code that dies with a new set, emergency codes among them', () => {
    const [, dying] = consequencesOf(
      'issue-backup-codes',
      seen({ emergencyCodes: [{ expiresAt: NOW }] }),
      NOW,
      60,
    );
    expect(dying).toBe('The 6 backup codes and 1 emergency code left from before stop working at once.');
    const [, none] = consequencesOf(
      'issue-backup-codes',
      seen({ backupCodes: { ...STATE.backupCodes, unused: 0 } }),
      NOW,
      60,
    );
    expect(none).toBe('No working codes are left from before.');
  });

  it('counts as many new codes as make a set on this platform', () => {
    const one = { ...seen(), capabilities: { codesPerSet: 1, checkCode: true } };
    for (const action of ['issue-backup-codes', 'send-backup-codes'] as const) {
      expect(consequencesOf(action, seen(), NOW, 60)[0]).toMatch(/^8 new codes are made/);
      expect(consequencesOf(action, one, NOW, 60)[0]).toMatch(/^1 new code is made/);
    }
  });

  it('says where codes by mail go, and that nobody here sees them', () => {
    const said = consequencesOf('send-backup-codes', seen(), NOW, 60).join(' ');
    expect(said).toContain(seen().user.email);
    expect(said).toContain('shown to nobody here');
    expect(said).toContain('stop working at once');
  });

  it('ends with what the platform says that this action leaves behind', () => {
    const offers = [
      { action: 'reset-authenticator' as const, refusedBecause: null, leaves: ['2FA stays required.'] },
      { action: 'disable-2fa' as const, refusedBecause: null, leaves: ['They reach only the Profile area.'] },
    ];
    const said = (action: ActionName) => consequencesOf(action, { ...seen(), offers }, NOW, 60).at(-1);
    expect(said('reset-authenticator')).toBe('2FA stays required.');
    expect(said('disable-2fa')).toBe('They reach only the Profile area.');
    expect(said('unlock')).toBe('The second factor stays as it is.');
  });

  it('says what goes, and of nothing that is not there', () => {
    const card = { row: 'gadgets 1', name: null, detail: 'acme.Card', confirmed: true, counts: true };
    const factors: TwoFactorState['factors'] = [
      { ...card, kind: 'authenticator', createdAt: NOW, lastUsedAt: null },
      { ...card, kind: 'unknown', createdAt: null, lastUsedAt: null },
      { ...card, kind: 'phone', name: 'mobile', counts: false, createdAt: null, lastUsedAt: null },
    ];
    const said = (action: ActionName, state: Partial<TwoFactorState>) =>
      consequencesOf(action, seen(state), NOW, 60).slice(0, 2);
    const ends = '2 sessions and 1 trusted device end at once.';
    expect(said('disable-2fa', { factors })).toEqual([
      'The pairing with “Pixel 8” is removed, and all backup and emergency codes with it.',
      ends,
    ]);
    expect(said('reset-authenticator', { factors, backupCodes: null })).toEqual([
      'The pairing with “Pixel 8” is removed.',
      ends,
    ]);
    const none = { authenticator: null, factors: [] };
    expect(said('reset-authenticator', none)).toEqual(['All backup and emergency codes are removed.', ends]);
    expect(said('reset-authenticator', { ...none, backupCodes: null })).toEqual([
      'What is left of the pairing is removed.',
      ends,
    ]);
  });

  it('says of codes that cannot be counted, and of a factor that nobody knows, that it is so', () => {
    const backupCodes = { unused: null, used: null, issuedAt: null, lastUsedAt: null };
    const unclear = seen({ enrolment: 'unknown', authenticator: null, backupCodes });
    expect(consequencesOf('issue-backup-codes', unclear, NOW, 60).slice(1)).toEqual([
      'All codes from before stop working at once.',
      'The other factors stay as they are.',
      'There is a factor of a kind that Rekey does not know: whether the login takes a code in its place, only the platform can say.',
    ]);
  });

  it('speaks of sessions or of devices where the platform has only one of them', () => {
    const [devices] = consequencesOf('revoke-sessions', { ...seen(), sessions: null }, NOW, 60);
    expect(devices).toBe('1 trusted device ends at once.');
    const blind = { ...seen({ sessions: null }), devices: null };
    expect(consequencesOf('revoke-sessions', blind, NOW, 60)[0]).toBe('All sessions end at once.');
    const none = { ...seen({ sessions: 0 }), devices: null };
    expect(consequencesOf('revoke-sessions', none, NOW, 60)[0]).toBe('There is no session to end.');
  });

  it('counts the sessions and devices that end', () => {
    expect(consequencesOf('revoke-sessions', seen(), NOW, 60)[0]).toBe(
      '2 sessions and 1 trusted device end at once.',
    );
    expect(consequencesOf('revoke-sessions', seen({ sessions: 1, trustedDevices: 0 }), NOW, 60)[0]).toBe(
      '1 session ends at once.',
    );
  });

  it('counts none where the platform has no sessions that Rekey can see', () => {
    const [, said] = consequencesOf('disable-2fa', { ...seen(), sessions: null, devices: null }, NOW, 60);
    expect(said).toContain('they stay signed in');
  });

  it('has names as they are, which the page keeps from turning the words around them', () => {
    const name = 'هاتف';
    const authenticator = { ...STATE.authenticator, name } as TwoFactorState['authenticator'];
    const [text = ''] = consequencesOf('disable-2fa', seen({ authenticator }), NOW, 60);
    expect(text).toContain(`“${name}”`);
    expect(text).not.toMatch(/\p{Cf}/u);
    const shown = renderToStaticMarkup(createElement(Sentence, { text, names: [name, null, ' '] }));
    expect(shown).toContain(`“<bdi>${name}</bdi>”`);
    expect(shown.replace(/<.*?>/g, '')).toBe(text);
  });
});

describe('what happened', () => {
  const MARA = { fullName: 'Mara Lind', username: 'mara.lind' };

  it('says of a replayed action that it was done before, and that its codes are gone', () => {
    const result = {
      sequence: 1,
      replayed: true,
      mailed: true,
      state: STATE,
      nextPage: 'code',
      caller: callerAt('code'),
    };
    const { done, next } = outcomeOf('issue-backup-codes', MARA, result, NOW);
    expect(done).toMatch(/^It had been done already/);
    expect(next).toMatch(/can not be shown any more/);
    expect(outcomeOf('issue-backup-codes', MARA, { ...result, replayed: false }, NOW).done).not.toMatch(
      /already/,
    );
  });

  it('tells the caller what the card of the page tells, from one place', () => {
    const emergencyCodes = [{ expiresAt: NOW }];
    const given = {
      sequence: 1,
      replayed: false,
      mailed: true,
      state: { ...STATE, emergencyCodes },
      nextPage: 'code',
      caller: callerAt('code', { ...STATE, emergencyCodes }),
    };
    const { next } = outcomeOf('issue-emergency-code', MARA, given, NOW);
    expect(next).toContain('type the emergency code from support; it works once, until ');
    expect(next).not.toContain('{');
    expect(next).toContain('“Use a backup code instead”');
    const locked = { ...given, caller: callerAt('locked') };
    expect(outcomeOf('issue-emergency-code', MARA, locked, NOW).next).toContain('login is locked');
    for (const action of ['reset-authenticator', 'disable-2fa', 'unlock', 'revoke-sessions'] as const) {
      for (const nextPage of NEXT_PAGES) {
        const after = { ...given, caller: callerAt(nextPage) };
        expect(outcomeOf(action, MARA, after, NOW).next).toContain(
          withTimes(playbook.page(nextPage, STATE).what, STATE, NOW),
        );
      }
    }
  });

  it('says the day of a time that is not today’s', () => {
    const at = (time: number) => ({ ...STATE, lockedUntil: time, emergencyCodes: [{ expiresAt: time }] });
    const said = (time: number) => withTimes('{lockEnds}; {emergencyEnds}', at(time), NOW);
    const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(NOW);
    expect(said(NOW)).toBe(`${hour}; ${hour}`);
    expect(said(NOW + DAY)).toBe(`${hour} tomorrow; ${hour} tomorrow`);
    expect(said(NOW + 2 * DAY)).toBe(`${hour} on 27 Nov 2026; ${hour} on 27 Nov 2026`);
  });

  it('tells an entry as a sentence, and a refused one as an attempt', () => {
    expect(story(ENTRY)).toBe('ada issued new backup codes for m.lind <m.lind@example.org>.');
    expect(story({ ...ENTRY, outcome: 'refused' })).toBe(
      'ada tried to issue new backup codes for m.lind <m.lind@example.org>, and was refused. Nothing was changed.',
    );
    expect(story({ ...ENTRY, action: 'reset-authenticator', outcome: 'failed' })).toMatch(
      /^ada tried to reset the /,
    );
    expect(story({ ...ENTRY, action: 'sign-in-failed', user: null, outcome: 'refused' })).toMatch(
      /^ada tried to sign in, /,
    );
  });

  it('says of each attempt that was refused what was tried', () => {
    // What happens to somebody is nothing they try.
    const verbs = AUDIT_ACTIONS.filter((action) => action !== 'account-locked').map((action) => {
      const told = story({ ...ENTRY, action, outcome: 'refused' });
      return (
        /^ada (?:tried|wanted) to ([a-z]+) .*, and was refused\. Nothing was changed\.$/.exec(told)?.[1] ??
        told
      );
    });
    expect([...new Set(verbs)].sort().join(' ')).toBe(
      'add approve ask become begin cancel carry change check close confirm connect count disable edit end export fetch give have import invite issue leave look make move pair plan reassign receive record reject remove reopen reset resume seal search see send sign start take test unlock unset verify withdraw',
    );
  });

  it('tells an entry of an action that this window does not know', () => {
    expect(story({ ...ENTRY, action: 'launch-rocket' })).toBe(
      'ada did “launch-rocket” to m.lind <m.lind@example.org>.',
    );
  });

  it('does not take what is in a label for a place to fill in', () => {
    expect(story({ ...ENTRY, user: { id: '7', label: '$& {member}' } })).toContain('for $& ');
  });

  it('names who tried to sign in with a name that nobody has', () => {
    const entry: AuditEntry = {
      ...ENTRY,
      action: 'sign-in-failed',
      staff: null,
      user: null,
      detail: { unknownName: 'eve' },
    };
    expect(story(entry)).toMatch(/^Somebody as “eve” tried to sign in/);
  });

  it('adds the text of another reason', () => {
    expect(reasonWords({ reason: 'other', reasonText: 'typing' })).toBe('Other: typing');
    expect(reasonWords({ reason: null, reasonText: null })).toBeNull();
  });
});

describe('before and after', () => {
  it('are compared field by field', () => {
    const after: TwoFactorState = { ...STATE, enrolment: 'off', authenticator: null };
    const differences = differencesOf({ ...STATE } as never, { ...after } as never);
    const changed = differences.filter((difference) => difference.changed).map(({ field }) => field);
    expect(changed).toContain('enrolment');
    expect(changed).toContain('authenticator, name');
    expect(changed).not.toContain('sessions');
    expect(differences.find(({ field }) => field === 'enrolment')?.after).toBe('off');
  });

  it('of an entry that an earlier version wrote are on and off', () => {
    const [state] = differencesOf({ enrolment: 'enrolled' }, { enrolment: 'not-enrolled' });
    expect(state).toMatchObject({ before: 'on', after: 'off' });
  });

  it('leave out what the platform does not tell, which is not "none", and the empty fields of a factor', () => {
    const factor = { kind: 'unknown', row: 'gadgets 1', name: null, counts: true };
    const state = { required: null, sessions: null, factors: [factor], because: ['gadgets 1 counts'] };
    expect(differencesOf(state, { ...state, factors: [] })).toMatchObject([
      { field: 'factors', before: 'kind unknown, row gadgets 1, counts yes', after: 'none', changed: true },
      { field: 'because', before: 'gadgets 1 counts', changed: false },
    ]);
  });

  it('leave names and ids as they are', () => {
    const id = 'deadbeef-cafe-4abc-9def-0123456789ab';
    expect(
      differencesOf(null, { attemptedActionId: id, name: 'jean-luc' }).map(({ after }) => after),
    ).toEqual([id, 'jean-luc']);
  });
});

describe('a verdict on a code', () => {
  it('says how far the phone’s clock is off, and which way', () => {
    const behind = verdictWords({
      verdict: 'right-but-clock-off',
      offsetSeconds: -150,
      authenticator: 'confirmed',
    });
    expect(behind.what).toContain('2 minutes 30 seconds behind');
    const ahead = verdictWords({
      verdict: 'right-but-clock-off',
      offsetSeconds: 90,
      authenticator: 'confirmed',
    });
    expect(ahead.what).toContain('90 seconds ahead');
  });

  it('tells the next step for a pairing that is not confirmed', () => {
    expect(verdictWords({ verdict: 'right', authenticator: 'pending' }).next).toContain('not confirmed yet');
    expect(verdictWords({ verdict: 'right', authenticator: 'confirmed' }).next).toBeNull();
  });
});

describe('what an action does to everybody of a list', () => {
  const words = (action: BulkActionName, actions: ActionName[], openWithout: string | null = null) =>
    bulkActionWords(action, { actions, openWithout });

  it.each(['reset-authenticator', 'disable-2fa'] as const)(
    '%s ends sessions where there are any to end',
    (action) => {
      expect(words(action, [action, 'revoke-sessions'])).toContain('Sessions are ended');
      expect(words(action, [action])).not.toMatch(/session|sign(ed)? out/i);
    },
  );

  it('tells what is left to reach only where that is known', () => {
    expect(words('disable-2fa', ['disable-2fa'], 'the cellar')).toContain('reaches only the cellar.');
    expect(words('disable-2fa', ['disable-2fa'])).not.toContain('reaches');
    expect(words('unlock', ['unlock', 'revoke-sessions'], 'the cellar')).not.toMatch(/reaches|ended/);
  });
});
