import { Kbd, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { Link } from '@tanstack/react-router';
import type { Permission } from '../../main/contract/permissions.ts';
import {
  IconChartBar,
  IconClipboardList,
  IconInbox,
  IconListDetails,
  IconMail,
  IconSearch,
  IconSettings,
  IconUserCheck,
  IconUserSearch,
  IconUsers,
} from '../icons.ts';
import { useSignedIn } from '../session/session.ts';
import { Mark } from './logo.tsx';
import classes from './nav.module.css';
import { PendingBulk, PendingCount } from './pending-count.tsx';
import { StaffMenu } from './staff-menu.tsx';

/** The pages in the order of use; who may not, does not see. */
export const PLACES = [
  { to: '/requests', label: 'Requests', short: 'Requests', icon: IconInbox, permission: 'requests.read' },
  { to: '/', label: 'Find a user', short: 'Find', icon: IconUserSearch, permission: 'user.search' },
  {
    to: '/approvals',
    label: 'Approvals',
    short: 'Approve',
    icon: IconUserCheck,
    permission: 'approvals.read',
  },
  { to: '/bulk', label: 'Bulk changes', short: 'Bulk', icon: IconListDetails, permission: 'bulk.read' },
  {
    to: '/notifications',
    label: 'Notifications',
    short: 'Mails',
    icon: IconMail,
    permission: 'notifications.read',
  },
  {
    to: '/enrolment',
    label: 'Enrolment',
    short: 'Enrol',
    icon: IconChartBar,
    permission: 'enrolment.read',
  },
  { to: '/audit', label: 'Audit log', short: 'Audit', icon: IconClipboardList, permission: 'audit.read' },
  { to: '/staff', label: 'Staff', short: 'Staff', icon: IconUsers, permission: 'staff.read' },
  { to: '/settings', label: 'Settings', short: 'Settings', icon: IconSettings, permission: 'settings.read' },
] as const satisfies { to: string; label: string; short: string; icon: unknown; permission: Permission }[];

export function Nav() {
  const { may, platform } = useSignedIn();
  return (
    <nav className={classes.nav} aria-label="Rekey">
      <div className={classes.brand}>
        <Mark size={28} />
        <span className={classes.name}>Rekey</span>
      </div>
      <UnstyledButton
        className={classes.jump}
        onClick={spotlight.open}
        aria-label="Search or jump, Control K"
      >
        <IconSearch size={16} aria-hidden />
        <span className={classes.jumpWords}>Jump to …</span>
        <Kbd className={classes.kbd ?? ''} size="xs">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <ul className={classes.places}>
        {PLACES.filter((place) => may(place.permission)).map(({ to, label, short, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              className={classes.place ?? ''}
              activeOptions={{ exact: true, includeSearch: false }}
              activeProps={{ 'data-active': true } as object}
            >
              <Icon size={19} stroke={1.7} aria-hidden />
              <span className={classes.long}>{label}</span>
              <span className={classes.short}>{short}</span>
              {to === '/approvals' && <PendingCount />}
              {to === '/bulk' && <PendingBulk />}
            </Link>
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        <p className={`${classes.platform} clip`} title={platform.label}>
          {platform.label}
        </p>
        <StaffMenu />
      </div>
    </nav>
  );
}
