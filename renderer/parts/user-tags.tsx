/** What staff must see of a user at a glance. */
import type { ComponentProps } from 'react';
import type { UserSummary } from '../../db/platforms/contract.ts';
import {
  IconAlertTriangle,
  IconBan,
  IconHourglass,
  IconLock,
  IconShieldCheck,
  IconShieldHalf,
  IconShieldOff,
  IconShieldX,
} from '../icons.ts';
import { consoleNow } from '../session/session.ts';
import { Tag } from './tag.tsx';

type Seen = Pick<UserSummary, 'enrolment' | 'privileged' | 'status' | 'lockedUntil'>;

export function EnrolmentTag({ enrolment }: { enrolment: Seen['enrolment'] }) {
  const { word, ...tag } = TAGS[enrolment];
  return <Tag {...tag}>2FA {word}</Tag>;
}

const TAGS: Record<Seen['enrolment'], Omit<ComponentProps<typeof Tag>, 'children'> & { word: string }> = {
  on: { word: 'on', tone: 'ok', icon: IconShieldCheck },
  pending: {
    word: 'pending',
    tone: 'warn',
    icon: IconHourglass,
    title: 'An authenticator was added, but no code confirmed it yet',
  },
  off: { word: 'off', tone: 'none', icon: IconShieldOff },
  'must-enrol': {
    word: 'must enrol',
    tone: 'none',
    icon: IconShieldOff,
    title: 'None, and the next login leads to setting one up',
  },
  broken: {
    word: 'broken',
    tone: 'bad',
    icon: IconShieldX,
    title: 'The platform’s rows contradict each other, so a login may fail',
  },
  unknown: {
    word: 'unknown',
    tone: 'warn',
    icon: IconShieldHalf,
    title: 'A factor of a kind that Rekey does not know may count',
  },
};

/** Only what is out of the ordinary. */
export function WarningTags({ user }: { user: Seen }) {
  return (
    <>
      {user.lockedUntil !== null && user.lockedUntil > consoleNow() && (
        <Tag tone="bad" icon={IconLock}>
          Locked
        </Tag>
      )}
      {user.status === 'suspended' && (
        <Tag tone="bad" icon={IconBan}>
          Suspended
        </Tag>
      )}
      {user.privileged && (
        <Tag tone="warn" icon={IconAlertTriangle} title="Can change other people's access on the platform">
          Privileged
        </Tag>
      )}
    </>
  );
}
