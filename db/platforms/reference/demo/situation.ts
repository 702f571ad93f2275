/** Where a made-up user stands with their second factor. */
import type { Chance } from './random.ts';

export interface Situation {
  /**
   * `reset`: was enrolled, support removed the pairing, and 2FA is still required. `disabled`: was enrolled, and now
   * reaches the Profile area only.
   */
  enrolment: 'on' | 'pending' | 'off' | 'reset' | 'disabled';
  /** How many of the ten codes still work; null: never generated. */
  codesLeft: number | null;
  /** Since the pairing was started, reset or disabled. */
  daysAgo: number;
  /** Wrong codes in a row. The fifth locks for half an hour, the tenth for 30 days. */
  failed: number;
  suspended: boolean;
  emergency: 'outstanding' | 'expired' | 'used' | null;
  visits: 'regular' | 'dormant' | 'never';
  sessions: number;
  devices: number;
}

const REGULAR: Situation = {
  enrolment: 'on',
  codesLeft: 10,
  daysAgo: 0,
  failed: 0,
  suspended: false,
  emergency: null,
  visits: 'regular',
  sessions: 1,
  devices: 0,
};

/** A regular visitor who is enrolled and has all ten codes, but for what is said otherwise. */
export function situation(differences: Partial<Situation>): Situation {
  return { ...REGULAR, ...differences };
}

export function someSituation(chance: Chance): Situation {
  const enrolment = chance.weighted<Situation['enrolment']>([
    [66, 'on'],
    [7, 'pending'],
    [18, 'off'],
    [4, 'reset'],
    [5, 'disabled'],
  ]);
  const visits = chance.weighted<Situation['visits']>(
    enrolment === 'off'
      ? [
          [50, 'regular'],
          [20, 'dormant'],
          [30, 'never'],
        ]
      : [
          [90, 'regular'],
          [enrolment === 'on' || enrolment === 'disabled' ? 10 : 0, 'dormant'],
        ],
  );
  const suspended = chance.one(0.03);
  const present = visits === 'regular' && !suspended;
  return {
    enrolment,
    visits,
    suspended,
    codesLeft: enrolment === 'on' ? someCodesLeft(chance) : null,
    daysAgo: enrolment === 'pending' ? chance.pick([0, 0, 1, 2, 3, 5, 9, 14, 30, 90]) : chance.between(0, 60),
    failed: enrolment === 'on' && present ? someFailures(chance) : 0,
    emergency: enrolment === 'on' && present ? someEmergency(chance) : null,
    sessions: present
      ? chance.weighted([
          [20, 0],
          [50, 1],
          [20, 2],
          [10, 4],
        ])
      : 0,
    devices:
      present && enrolment === 'on'
        ? chance.weighted([
            [60, 0],
            [30, 1],
            [10, 2],
          ])
        : 0,
  };
}

function someCodesLeft(chance: Chance): number | null {
  const amount = chance.weighted([
    [42, 'all'],
    [26, 'some'],
    [9, 'two'],
    [6, 'one'],
    [8, 'none'],
    [9, 'never'],
  ] as const);
  return amount === 'some' ? chance.between(3, 9) : { all: 10, two: 2, one: 1, none: 0, never: null }[amount];
}

function someFailures(chance: Chance): number {
  const amount = chance.weighted([
    [94, 'none'],
    [3, 'few'],
    [1.2, 'locked'],
    [1.8, 'locked-long'],
  ] as const);
  return { none: 0, few: chance.between(1, 4), locked: 5, 'locked-long': 10 }[amount];
}

function someEmergency(chance: Chance): Situation['emergency'] {
  return chance.weighted<Situation['emergency']>([
    [96, null],
    [1.2, 'outstanding'],
    [1.8, 'expired'],
    [1, 'used'],
  ]);
}
