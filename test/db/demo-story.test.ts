import { describe, expect, it } from 'vitest';
import { demoPeople } from '../../db/demo/people.ts';
import { tellStory } from '../../db/demo/story.ts';
import { DAY } from '../support/demo-people.ts';

const NOW = Date.UTC(2026, 2, 3, 9, 30);

describe('the people of the demo', () => {
  it('are the same each time, with their dates counted from the clock', () => {
    const tell = (now: number) =>
      demoPeople().map((person) => ({ ...person, story: tellStory(person, now), chance: null }));
    const shifted = JSON.parse(JSON.stringify(tell(NOW + DAY)), (key, value) =>
      typeof value === 'number' && TIMES.has(key) ? value - DAY : value,
    );
    expect(withoutSteps(shifted)).toEqual(withoutSteps(JSON.parse(JSON.stringify(tell(NOW)))));
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

/** Counted from 1970, not from the clock. */
function withoutSteps(people: object[]): unknown {
  return JSON.parse(JSON.stringify(people), (key, value) => (key === 'lastUsedStep' ? null : value));
}
