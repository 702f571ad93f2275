import { expect, it } from 'vitest';
import { howFar, notYetFound } from '../../renderer/words/search-index.ts';

const none = { asOf: null, users: null, walked: null, walking: false, failure: null };
const whole = { ...none, asOf: 5, users: 5_000_000 };

it('says of how many users names are searchable, until all are', () => {
  expect(notYetFound(none)).toBe('Names are still to be made searchable.');
  expect(notYetFound({ ...none, walked: 0.409 })).toBe('Names are searchable of 40 % of the users so far.');
  expect(notYetFound({ ...none, walked: 1 })).toBe('Names are searchable of 99 % of the users so far.');
  expect(notYetFound({ ...whole, walked: 0.2 })).toBeNull();
});

it('says in Settings how many are found, and what the walk does', () => {
  expect(howFar(whole)).toBe('5,000,000 users are found by Rekey’s own index.');
  expect(howFar({ ...whole, walked: 0.2, walking: true })).toBe(
    '5,000,000 users are found by Rekey’s own index. It is being compared with them, at 20 %.',
  );
  expect(howFar({ ...none, walked: 0.4, walking: true })).toBe(
    'Names are searchable of 40 % of the users so far.',
  );
  expect(howFar({ ...none, walked: 0.4 })).toBe(
    'Names are searchable of 40 % of the users so far. The walk through them goes on when a console is open.',
  );
});
