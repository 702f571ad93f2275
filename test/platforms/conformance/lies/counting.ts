/** Lies about how many there are, and about what the platform recorded. */
import type { Database } from '../../../../db/database.ts';
import type { Platform, UserId } from '../../../../db/platforms/contract.ts';
import type { EnrolmentFinding } from '../../../../db/platforms/enrolment.ts';
import type { ReferencePlatform } from '../../../../db/platforms/reference/index.ts';
import type { Lie, Lies } from './lie.ts';

const ofEnrolment = (
  lie: string,
  tell: (enrolment: NonNullable<Platform['enrolment']>) => Partial<NonNullable<Platform['enrolment']>>,
): Lie => ({ lie, tell: ({ enrolment }) => ({ enrolment: { ...enrolment, ...tell(enrolment) } }) });
const ofFindings = (lie: string, change: (found: EnrolmentFinding[]) => EnrolmentFinding[]) =>
  ofEnrolment(lie, ({ list }) => ({
    async list(...asked) {
      const page = await list(...asked);
      return { ...page, found: change(page.found) };
    },
  }));

const ofEvents = (lie: string, tell: (events: ReferencePlatform['events']) => object): Lie => ({
  lie,
  tell: ({ events }) => ({ events: { ...events, ...tell(events) } }),
});
const ofMessages = (lie: string, tell: (form: ReferencePlatform['contactForm']) => object): Lie => ({
  lie,
  tell: ({ contactForm }) => ({ contactForm: { ...contactForm, ...tell(contactForm) } }),
});

export const ABOUT_COUNTING: Lies = {
  'counts everybody in exactly one range, while users come and go': [
    ofEnrolment('one is left out', ({ count }) => ({
      count: async (...asked) =>
        (await count(...asked)).map((group) => ({ ...group, users: group.users - 1 })),
    })),
    ofEnrolment('there is no range', () => ({ rangeFrom: async () => null })),
    ofEnrolment('more than all', () => ({ shareBefore: async () => 2 })),
  ],
  'lists everybody once, as their page tells, while users come and go': [
    ofFindings('everybody twice', (found) => [...found, ...found].slice(0, 3)),
    ofFindings('one is lost', (found) => found.slice(1)),
    ofFindings('nobody has codes', (found) => found.map((row) => ({ ...row, unusedCodes: 0 }))),
    ofFindings('nobody is locked out', (found) => found.map((row) => ({ ...row, lockedUntil: null }))),
    ofEnrolment('more than are asked for', ({ list }) => ({
      list: (reader, filter, from, options) => list(reader, filter, from, { ...options, limit: 50 }),
    })),
  ],
  'lists as many as it counts, for each state and each concern': [
    ofEnrolment('whatever the concern', ({ list }) => ({
      list: (reader, { concern: _, ...filter }, ...rest) => list(reader, filter, ...rest),
    })),
    ofEnrolment('whatever the state', ({ list }) => ({
      list: (reader, { enrolment: _, ...filter }, ...rest) => list(reader, filter, ...rest),
    })),
    ofEnrolment('numbers of concerns that it cannot tell', () => ({
      concerns: new Set(['locked'] as const),
    })),
    ofEnrolment('nobody has a confirmed one', () => ({ countConfirmed: async () => [] })),
  ],
  'refuses a place in the list that it did not give': [
    ofEnrolment('the first range for any cursor', ({ rangeFrom }) => ({
      rangeFrom: (reader) => rangeFrom(reader, null),
    })),
    ofEnrolment('the first users for any cursor', ({ list }) => ({
      list: (reader, filter, _from, options) => list(reader, filter, '0', options),
    })),
  ],
  'says which ranges changed since a place in its own records': [
    ofEnrolment('nothing changes', ({ changes }) => ({
      changes: changes && {
        ...changes,
        since: async (_reader, position) => ({ ranges: [], position, complete: true }),
      },
    })),
    ofEnrolment('it is never at the end', ({ changes }) => ({
      changes: changes && {
        ...changes,
        since: async (...asked) => ({ ...(await changes.since(...asked)), complete: false }),
      },
    })),
  ],
  'tells what it recorded, newest first and page by page': [
    ofEvents('oldest first', ({ read }) => ({
      read: async (...asked: Parameters<typeof read>) => (await read(...asked)).reverse(),
    })),
    ofEvents('those of that time once more', ({ read }) => ({
      read: (reader: Database['reader'], id: UserId, { before, limit }: { before: number; limit: number }) =>
        read(reader, id, { before: before + 1, limit }),
    })),
    ofEvents('the first time for the last', ({ last }) => ({
      last: async (...asked: Parameters<typeof last>) =>
        new Map([...(await last(...asked))].map(([kind]) => [kind, 1])),
    })),
  ],
  'gives the messages of its contact form in an order of its own, from a place on, and none is left out': [
    ofMessages('the newest first', ({ after }) => ({
      after: async (...asked: Parameters<typeof after>) => {
        const page = await after(...asked);
        return { ...page, messages: page.messages.reverse() };
      },
    })),
    ofMessages('one too many behind the page', ({ after }) => ({
      after: async (reader: Database['reader'], cursor: string, limit: number) => ({
        ...(await after(reader, cursor, limit)),
        cursor: (await after(reader, cursor, limit + 1)).cursor,
      }),
    })),
    ofMessages('none by its id', () => ({ withIds: async () => [] })),
    ofMessages('the last of that time too', ({ lastBefore }) => ({
      lastBefore: (reader: Database['reader'], time: number) => lastBefore(reader, time + 1),
    })),
  ],
};
