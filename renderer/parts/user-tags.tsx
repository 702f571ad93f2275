/** What staff must see of a user at a glance. */
import type { UserSummary } from '../../db/platforms/contract.ts';
import {
  IconAlertTriangle,
  IconBan,
  IconHourglass,
  IconLock,
  IconShieldCheck,
  IconShieldOff,
} from '../icons.ts';
import { consoleNow } from '../session/session.ts';
import { Tag } from './tag.tsx';

type Seen = Pick<UserSummary, 'enrolment' | 'privileged' | 'status' | 'lockedUntil'>;

export function EnrolmentTag({ enrolment }: { enrolment: Seen['enrolment'] }) {
  if (enrolment === 'enrolled') {
    return (
      <Tag tone="ok" icon={IconShieldCheck}>
        2FA on
      </Tag>
    );
  }
  if (enrolment === 'pending') {
    return (
      <Tag tone="warn" icon={IconHourglass} title="An authenticator was added, but no code confirmed it yet">
        2FA pending
      </Tag>
    );
  }
  return (
    <Tag tone="none" icon={IconShieldOff}>
      2FA off
    </Tag>
  );
}

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
