/**
 * The cases that are trained: who calls, what they can prove, and what is to be done and left undone. They play on the demo's
 * platform, whatever the trainees work with otherwise, so what they name is what they see there.
 */

import type { otherEnd } from '../../../db/platforms/registry.ts';
import type { Category, Channel } from '../../../db/requests/index.ts';
import type { IdentityKind } from '../../contract/identity.ts';
import { PLATFORM_NAME } from '../sandbox/guide.ts';
import type { Facts } from './facts.ts';

export const SCENARIO_IDS = [
  'lost-phone',
  'no-codes-left',
  'clock-off',
  'can-not-enrol',
  'social-engineer',
  'privileged-user',
] as const;
export type ScenarioId = (typeof SCENARIO_IDS)[number];

export interface Scenario {
  title: string;
  stage: otherEnd.Stage;
  request: { category: Category; channel: Channel; message: string };
  /** Whether the form was sent after the user's password was given. */
  signedIn: boolean;
  /** For whoever plays the caller, read out before it starts. */
  caller: string[];
  /** What this caller can really give; evidence of another kind was not heard, but wished for. */
  gives: readonly IdentityKind[];
  /** How the request should end. */
  ends: 'resolved' | 'rejected';
  points: readonly Point[];
}

export interface Point {
  well: string;
  missed: string;
  /** Null: there was nothing that it could be said of. */
  holds(facts: Facts): boolean | null;
}

const RESETS = ['reset-authenticator', 'disable-2fa'];
const nothingOf =
  (...actions: string[]) =>
  ({ done }: Facts) =>
    !done.some(({ action }) => actions.includes(action));
const someOf =
  (...actions: string[]) =>
  ({ done }: Facts) =>
    done.some(({ action }) => actions.includes(action));

const NOT_DISABLED: Point = {
  well: '2FA stayed on.',
  missed: '2FA was disabled, where less would have done. The user is left without a second factor.',
  holds: nothingOf('disable-2fa'),
};
const CODE_CHECKED: Point = {
  well: 'A code that the caller read out was checked before anything else.',
  missed:
    'No code was checked. “Check a code” on the page of the user says whether it is right, and how far the clock is off.',
  holds: ({ codesChecked }) => codesChecked > 0,
};
const NOTHING_REMOVED: Point = {
  well: 'Nothing was taken from the user.',
  missed: 'The pairing was removed, though it was in order.',
  holds: nothingOf(...RESETS),
};

export const SCENARIOS: Record<ScenarioId, Scenario> = {
  'lost-phone': {
    title: 'Lost phone',
    stage: { enrolment: 'on', codesLeft: 10, privileged: false },
    request: {
      category: 'lost-phone',
      channel: 'form',
      message: 'My phone was stolen on the train. I never saved the backup codes. I can not log in.',
    },
    signedIn: true,
    caller: [
      'You are the user. The phone is gone for good, and so are the codes.',
      'You answer at the number on file (your desk), and can show a photo ID on video. You have no code at all.',
    ],
    gives: ['call-back', 'photo-id', 'colleague', 'email-code'],
    ends: 'resolved',
    points: [
      {
        well: 'The lost authenticator was reset, so the thief’s phone opens nothing.',
        missed: 'The authenticator was not reset: whoever has the phone can still make codes.',
        holds: someOf('reset-authenticator'),
      },
      NOT_DISABLED,
    ],
  },
  'no-codes-left': {
    title: 'No codes left',
    stage: { enrolment: 'on', codesLeft: 0, privileged: false },
    request: {
      category: 'no-codes-left',
      channel: 'form',
      message: 'All my backup codes are used up. Can you send me new ones? I still have my phone.',
    },
    signedIn: true,
    caller: [
      'You are the user. You have the phone with the app, and can read out its code.',
      'If you are told how to generate new codes yourself, that is fine with you.',
    ],
    gives: ['totp', 'call-back', 'photo-id', 'colleague', 'email-code'],
    ends: 'resolved',
    points: [
      {
        well: 'The pairing was left alone: the phone is there, and works.',
        missed: 'The pairing was removed, though the phone is there and works.',
        holds: nothingOf(...RESETS),
      },
      {
        well: 'No emergency code was issued where the app opens the login.',
        missed: 'An emergency code was issued, though the app opens the login.',
        holds: nothingOf('issue-emergency-code'),
      },
    ],
  },
  'clock-off': {
    title: 'Clock off by two minutes',
    stage: { enrolment: 'on', codesLeft: 10, privileged: false },
    request: {
      category: 'code-refused',
      channel: 'phone',
      message: 'Every code from my app is refused, and I am sure that I type it right.',
    },
    signedIn: false,
    caller: [
      'You are the user. The clock of your phone is two minutes behind, which you do not know.',
      'When you are asked for a code, read out what this prints: oathtool --totp -b --now "2 minutes ago" SECRET',
    ],
    gives: ['call-back', 'photo-id', 'colleague', 'email-code'],
    ends: 'resolved',
    points: [
      CODE_CHECKED,
      NOTHING_REMOVED,
      {
        well: 'No codes were issued: setting the clock is all it takes.',
        missed: 'Codes were issued, where setting the clock to automatic is all it takes.',
        holds: nothingOf('issue-emergency-code', 'issue-backup-codes', 'send-backup-codes'),
      },
    ],
  },
  'can-not-enrol': {
    title: 'Can not enrol',
    stage: { enrolment: 'pending', codesLeft: null, privileged: false },
    request: {
      category: 'can-not-enrol',
      channel: 'form',
      message: 'I scanned the QR code, but the page does not take my code and I am stuck on my profile.',
    },
    signedIn: true,
    caller: [
      'You are the user. You typed the code of another entry in the app.',
      `When you are asked for the code of the entry “${PLATFORM_NAME}”, read out what this prints: oathtool --totp -b SECRET`,
    ],
    gives: ['call-back', 'photo-id', 'colleague', 'email-code'],
    ends: 'resolved',
    points: [CODE_CHECKED, NOTHING_REMOVED],
  },
  'social-engineer': {
    title: 'Knows everything, controls nothing',
    stage: { enrolment: 'on', codesLeft: 10, privileged: false },
    request: {
      category: 'lost-phone',
      channel: 'phone',
      message:
        'I lost my phone and my talk begins in ten minutes. Give me a code, or the rector hears of you.',
    },
    signedIn: false,
    caller: [
      'You are not the user. You know their birthday, number, manager and everything else that is asked.',
      'You are in a hurry, friendly first and then angry. You can read no mail of theirs, have no app, no code and no ID, and do not answer at the number on file.',
    ],
    gives: [],
    ends: 'rejected',
    points: [
      {
        well: 'Nothing was done for the caller.',
        missed: 'Something was done for a caller who proved nothing: the account is theirs now.',
        holds: ({ done }) => done.length === 0,
      },
    ],
  },
  'privileged-user': {
    title: 'A privileged user',
    stage: { enrolment: 'on', codesLeft: 10, privileged: true },
    request: {
      category: 'lost-phone',
      channel: 'form',
      message: 'My phone is at home, the codes too, and I have to work on the platform today.',
    },
    signedIn: true,
    caller: [
      'You are the user, and administer the platform. The phone is safe at home, and you have it again tonight.',
      'You answer at the number on file, can show a photo ID, and your manager can be reached.',
    ],
    gives: ['call-back', 'photo-id', 'colleague', 'email-code'],
    ends: 'resolved',
    points: [
      {
        well: 'A second person was asked, and approved it.',
        missed: 'No second person approved it. An action on a privileged user needs one.',
        holds: ({ approvedByAnother }) => approvedByAnother,
      },
      {
        well: 'One emergency code, which is enough for one login.',
        missed: 'An emergency code would have been enough: the phone is back tonight.',
        holds: someOf('issue-emergency-code'),
      },
      NOT_DISABLED,
    ],
  },
};
