import { describe, expect, it } from 'vitest';
import { enrolmentSearch, filterOf } from '../../renderer/pages/enrolment/enrolment-search.ts';
import {
  dayOf,
  isIn,
  monthsBefore,
  namedTimes,
  rangeOf,
  timeOf,
} from '../../renderer/pages/enrolment/trend-range.ts';
import { filterWords } from '../../renderer/words/enrolment.ts';

describe('the days of the trend', () => {
  const none = { from: null, to: null };

  it('go back whole months, to the last day of a shorter one', () => {
    expect(monthsBefore('2026-11-25', 3)).toBe('2026-08-25');
    expect(monthsBefore('2026-01-31', 12)).toBe('2025-01-31');
    expect(monthsBefore('2026-05-31', 3)).toBe('2026-02-28');
    expect(monthsBefore('2028-02-29', 36)).toBe('2025-02-28');
    expect(rangeOf('3', { from: '2020-01-01', to: null }, '2026-11-25')).toEqual({
      from: '2026-08-25',
      to: null,
    });
  });

  it('have both ends in them, and an end that is missing is none', () => {
    const range = { from: '2026-01-10', to: '2026-01-12' };
    const days = ['2026-01-09', '2026-01-10', '2026-01-12', '2026-01-13'];
    expect(days.map((day) => isIn(range, day))).toEqual([false, true, true, false]);
    expect(days.every((day) => isIn(none, day))).toBe(true);
    expect(isIn(rangeOf('all', range, '2026-11-25'), '1999-01-01')).toBe(true);
    expect(days.some((day) => isIn({ from: '2026-01-12', to: '2026-01-10' }, day))).toBe(false);
  });

  it('are named below the chart at even distances, never more than fit, and never outside of it', () => {
    const named = (from: string, to: string) => namedTimes(from, to).map(dayOf);
    expect(named('2026-08-31', '2026-11-25')).toEqual(['2026-09-01', '2026-10-01', '2026-11-01']);
    expect(named('2026-11-24', '2026-11-25')).toEqual(['2026-11-24', '2026-11-25']);
    for (const from of ['2026-11-20', '2026-10-01', '2025-11-25', '2023-11-30', '1999-12-31']) {
      const times = namedTimes(from, '2026-11-25');
      expect(times.length).toBeGreaterThan(1);
      expect(times.length).toBeLessThan(10);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(timeOf(from));
      expect(Math.max(...times)).toBeLessThanOrEqual(timeOf('2026-11-25'));
    }
  });
});

describe('a list in the address', () => {
  it('becomes the filter of it, and what is no filter is left out', () => {
    expect(filterOf(enrolmentSearch({ department: '', from: '2026-11-01', to: '2026-11-30' }))).toMatchObject(
      {
        department: null,
        joinedFrom: Date.UTC(2026, 10, 1),
        joinedBefore: Date.UTC(2026, 11, 1),
      },
    );
    expect(enrolmentSearch({ state: 'not-enrolled' })).toEqual({ state: 'off' });
    expect(filterOf(enrolmentSearch({ on: '2026-11-30', state: 'pending' }))).toMatchObject({
      enrolment: 'pending',
      asOf: Date.UTC(2026, 11, 1),
    });
    expect(
      enrolmentSearch({ state: 'toString', concern: 'x', from: '2026-13-45', on: 'soon', department: 7 }),
    ).toEqual({
      department: '7',
    });
    // Nobody must be shown everybody because the role in question is an empty text.
    expect(filterOf(enrolmentSearch({ role: '' }))).toMatchObject({ role: null });
  });
});

describe('the filter in words', () => {
  it('says all of it, and that there is none', () => {
    expect(filterWords({})).toBe('All users');
    expect(filterWords({ enrolment: 'off' })).toBe('Two-factor state: off');
    expect(
      filterWords({
        concern: 'privileged-without-2fa',
        department: null,
        role: 'Member',
        joinedFrom: Date.UTC(2026, 10, 1),
        joinedBefore: Date.UTC(2026, 11, 1),
      }),
    ).toBe(
      'Privileged users without 2FA; without a department; role: Member; joined on or after 1 Nov 2026 (UTC); ' +
        'joined before 1 Dec 2026 (UTC)',
    );
    expect(filterWords({ enrolment: 'on', asOf: Date.UTC(2026, 10, 4) })).toBe(
      'Two-factor state: on; as it was before 4 Nov 2026 (UTC), by the dates in today’s records',
    );
    expect(filterWords({ department: 'Sales', role: null })).toBe('Department: Sales; without a role');
  });
});
