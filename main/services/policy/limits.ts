import { type Section, wholeNumber } from './section.ts';

/** How many actions may be done in the last hour and the last 24 hours. */
export interface Limit {
  perHour: number;
  perDay: number;
  /** Actions on privileged users. */
  privilegedPerDay: number;
}

export interface LimitsPolicy {
  perStaff: Limit;
  /** By all staff together. */
  inAll: Limit;
}

const MOST = 100_000;

/** A busy agent closes a dozen cases an hour; whoever does thirty is not helping callers. */
export const limits: Section<LimitsPolicy> = {
  standard: {
    perStaff: { perHour: 30, perDay: 120, privilegedPerDay: 5 },
    inAll: { perHour: 300, perDay: 1500, privilegedPerDay: 20 },
  },
  check: ({ perStaff, inAll }) => ({ perStaff: checkLimit(perStaff), inAll: checkLimit(inAll) }),
};

function checkLimit({ perHour, perDay, privilegedPerDay }: Limit): Limit {
  return {
    perHour: wholeNumber(perHour, 'the limit of actions an hour', 1, MOST),
    perDay: wholeNumber(perDay, 'the limit of actions a day', 1, MOST),
    privilegedPerDay: wholeNumber(
      privilegedPerDay,
      'the limit of actions on privileged users a day',
      0,
      MOST,
    ),
  };
}
