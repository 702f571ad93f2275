import { describe, expect, it } from 'vitest';
import { demoPeople } from '../../db/platforms/reference/demo/people.ts';
import { tellStory } from '../../db/platforms/reference/demo/story.ts';
import { DAY } from '../support/demo-people.ts';

const NOW = Date.UTC(2026, 2, 3, 9, 30);

describe('the people of the demo', () => {
  it('are the same each time, with their dates counted from the clock', () => {
    const today = tell(NOW, 0);
    const tomorrow = tell(NOW + DAY, DAY);
    expect(today).toHaveLength(2_000);
    expect(today.filter((told, index) => told !== tomorrow[index])).toEqual([]);
  });
});

const TIMES = new Set([
  'createdAt',
  'lastLoginAt',
  'lockedUntil',
  'confirmedAt',
  'lastUsedAt',
  'usedAt',
  'expiresAt',
  'lastSeenAt',
  'time',
]);

/** Each person with their story as text, its dates moved back by `later` ms. */
function tell(now: number, later: number): string[] {
  return demoPeople().map(({ chance, ...person }) =>
    JSON.stringify({ ...person, story: tellStory({ ...person, chance }, now) }, (key, value) => {
      // Steps are counted from 1970, not from the clock.
      if (key === 'lastUsedStep') return null;
      return typeof value === 'number' && TIMES.has(key) ? value - later : value;
    }),
  );
}
