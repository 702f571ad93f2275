import type { TimelineItem } from '../../../main/services/users.ts';
import {
  IconCheck,
  IconCircleX,
  IconClock,
  IconHourglass,
  IconInfoCircle,
  IconListDetails,
  IconLock,
  IconLockOpen,
  IconLogin2,
  IconLogout,
  IconMail,
  IconRotate,
  IconShieldCheck,
  IconShieldOff,
} from '../../icons.ts';
import classes from './timeline.module.css';

const ICONS: Record<string, typeof IconCheck> = {
  enrolled: IconShieldCheck,
  disabled: IconShieldOff,
  reset: IconRotate,
  'pairing-started': IconHourglass,
  'code-used': IconCheck,
  'backup-code-used': IconListDetails,
  'backup-codes-generated': IconListDetails,
  'emergency-code-issued': IconClock,
  'emergency-code-ended': IconClock,
  'code-failed': IconCircleX,
  locked: IconLock,
  unlocked: IconLockOpen,
  'sessions-revoked': IconLogout,
  login: IconLogin2,
  'issue-emergency-code': IconClock,
  'issue-backup-codes': IconListDetails,
  'send-backup-codes': IconMail,
  'reset-authenticator': IconRotate,
  'disable-2fa': IconShieldOff,
  unlock: IconLockOpen,
  'revoke-sessions': IconLogout,
  'send-reminder': IconMail,
  notice: IconMail,
};

const BAD = new Set(['code-failed', 'locked']);

export function TimelineIcon({ item }: { item: TimelineItem }) {
  const Icon = ICONS[item.kind] ?? IconInfoCircle;
  const failed = item.outcome === 'refused' || item.outcome === 'failed';
  return (
    <span
      className={classes.icon}
      data-bad={BAD.has(item.kind) || failed || undefined}
      data-staff={item.source === 'staff' || undefined}
    >
      <Icon size={15} stroke={1.8} aria-hidden />
      <span className="quiet">{item.source === 'staff' ? 'By staff:' : 'On the platform:'}</span>
    </span>
  );
}
