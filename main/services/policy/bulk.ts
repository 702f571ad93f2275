import { type Section, wholeNumber } from './section.ts';

/** How much may be done at once to many. Counted apart from single actions: see LimitsPolicy. */
export interface BulkPolicy {
  /** Lines of one list. */
  maxLines: number;
  /** Bulk changes that may be started within 24 hours, by all staff together. */
  perDay: number;
}

/** An incident is rare, and a second one on the same day is rarer: whoever needs more than three should ask an admin. */
export const bulk: Section<BulkPolicy> = {
  standard: { maxLines: 20_000, perDay: 3 },
  check: ({ maxLines, perDay }) => ({
    maxLines: wholeNumber(maxLines, 'the number of lines of a bulk change', 1, 100_000),
    perDay: wholeNumber(perDay, 'the number of bulk changes a day', 0, 100),
  }),
};
