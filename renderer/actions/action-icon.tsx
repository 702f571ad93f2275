import type { ActionName } from '../../main/contract/actions.ts';
import {
  IconClock,
  IconListDetails,
  IconLockOpen,
  IconLogout,
  IconMail,
  IconRotate,
  IconShieldOff,
} from '../icons.ts';

const ICONS = {
  'issue-emergency-code': IconClock,
  'issue-backup-codes': IconListDetails,
  'send-backup-codes': IconMail,
  'reset-authenticator': IconRotate,
  'disable-2fa': IconShieldOff,
  unlock: IconLockOpen,
  'revoke-sessions': IconLogout,
  'send-reminder': IconMail,
} satisfies Record<ActionName, unknown>;

export function ActionIcon({ action, size = 20 }: { action: ActionName; size?: number }) {
  const Icon = ICONS[action];
  return <Icon size={size} stroke={1.7} aria-hidden />;
}
