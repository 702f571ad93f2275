import { ACTION_NAMES, type ActionName, CATALOGUE } from '../../contract/actions.ts';
import { IDENTITY_KINDS, type IdentityKind } from '../../contract/identity.ts';
import { refusePolicy, type Section, wholeNumber } from './section.ts';

export type UserClass = 'ordinary' | 'privileged';

/** How much the evidence that a caller is the user must weigh. */
export interface VerificationPolicy {
  weights: Record<IdentityKind, number>;
  /** What an action needs, by kind of user. 0: nothing, and no sign of risk raises it. */
  thresholds: Record<UserClass, Record<ActionName, number>>;
  /** What each sign of risk adds to a threshold that is not 0. */
  riskRaise: number;
  /** How long evidence counts, from when it was given. */
  validMinutes: number;
  signs: SignsPolicy;
}

/** When something is a sign of risk. 0: never. */
export interface SignsPolicy {
  contactChangeDays: number;
  resetDays: number;
  dormantDays: number;
  /** This many requests about privileged users within 24 hours are a burst. */
  burstRequests: number;
}

const HEAVIEST = 10;
const HIGHEST = 50;
const LONGEST_DAYS = 3650;

/** Actions that a policy saved by an earlier version does not name, and the one whose threshold it meant for them. */
const LIKE: Partial<Record<ActionName, ActionName>> = { 'send-backup-codes': 'issue-backup-codes' };

export const verification: Section<VerificationPolicy> = {
  standard: {
    weights: {
      'email-code': 2,
      totp: 3,
      'backup-code': 3,
      'call-back': 2,
      colleague: 2,
      'photo-id': 3,
      // Names, birthdays and numbers of employees are for sale (CISA AA23-320A): knowing them proves nothing.
      'personal-data': 0,
    },
    thresholds: {
      ordinary: byAction((name) => CATALOGUE[name].threshold),
      privileged: byAction((name) => CATALOGUE[name].threshold + (CATALOGUE[name].changesUser ? 1 : 0)),
    },
    riskRaise: 1,
    validMinutes: 60,
    signs: { contactChangeDays: 7, resetDays: 30, dormantDays: 180, burstRequests: 3 },
  },
  check({ weights, thresholds, riskRaise, validMinutes, signs }) {
    return {
      weights: Object.fromEntries(
        IDENTITY_KINDS.map((kind) => [
          kind,
          wholeNumber(weights[kind], `the weight of ${kind}`, 0, HEAVIEST),
        ]),
      ) as Record<IdentityKind, number>,
      thresholds: {
        ordinary: checkThresholds(thresholds.ordinary),
        privileged: checkThresholds(thresholds.privileged),
      },
      riskRaise: wholeNumber(riskRaise, 'what a sign of risk adds', 0, HEAVIEST),
      validMinutes: wholeNumber(validMinutes, 'how long evidence counts, in minutes,', 10, 24 * 60),
      signs: {
        contactChangeDays: days(signs.contactChangeDays, 'after a change of e-mail or phone'),
        resetDays: days(signs.resetDays, 'after a reset'),
        dormantDays: days(signs.dormantDays, 'without a login'),
        burstRequests: wholeNumber(signs.burstRequests, 'the number of requests that make a burst', 0, 1000),
      },
    };
  },
};

function checkThresholds(thresholds: Record<ActionName, number>): Record<ActionName, number> {
  const meant = (name: ActionName) =>
    thresholds[name] ?? (CATALOGUE[name].changesUser ? thresholds[LIKE[name] ?? name] : 0);
  return byAction((name) => wholeNumber(meant(name), `the threshold of ${name}`, 0, HIGHEST));
}

function days(value: number, what: string): number {
  return wholeNumber(value, `the number of days ${what}`, 0, LONGEST_DAYS);
}

/**
 * A threshold that all evidence together does not reach would close an action without saying so. `kinds`: those that the platform's users
 * can give; `actions`: those it has. @throws RekeyError POLICY
 */
export function refuseUnreachable(
  { weights, thresholds }: VerificationPolicy,
  kinds: readonly IdentityKind[],
  actions: readonly ActionName[],
): void {
  const most = kinds.reduce((sum, kind) => sum + weights[kind], 0);
  for (const [kind, byName] of Object.entries(thresholds)) {
    const name = actions.find((action) => byName[action] > most);
    if (name)
      refusePolicy(
        `${name} on ${kind} users would need ${byName[name]}, and all evidence that they can give weighs ${most}`,
      );
  }
}

function byAction(value: (name: ActionName) => number): Record<ActionName, number> {
  return Object.fromEntries(ACTION_NAMES.map((name) => [name, value(name)])) as Record<ActionName, number>;
}
