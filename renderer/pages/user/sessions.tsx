import type { UserPage } from '../../../main/services/users.ts';
import { IconDeviceDesktop, IconDeviceMobile } from '../../icons.ts';
import { Card } from '../../parts/card.tsx';
import { When } from '../../parts/when.tsx';
import classes from './sessions.module.css';

type Seen = Pick<UserPage, 'sessions' | 'devices'>;

/** Of those that the platform has; null where it has neither. */
export function Sessions({ sessions, devices }: Seen) {
  if (sessions === null && devices === null) return null;
  const rows = [
    ...(sessions ?? []).map((one) => ({ ...one, kind: 'Session' as const })),
    ...(devices ?? []).map((one) => ({ ...one, kind: 'Trusted device' as const })),
  ];
  return (
    <Card title={titleOf(sessions, devices)} aside={<span className={classes.dim}>{rows.length}</span>}>
      {rows.length === 0 ? (
        <p className={classes.none}>{noneOf(sessions, devices)}</p>
      ) : (
        <ul className={classes.list}>
          {rows.map((session) => (
            <li key={`${session.kind}-${session.label}-${session.createdAt}`} className={classes.session}>
              {session.kind === 'Session' ? (
                <IconDeviceDesktop size={18} stroke={1.7} aria-hidden />
              ) : (
                <IconDeviceMobile size={18} stroke={1.7} aria-hidden />
              )}
              <span className={`${classes.label} clip`} dir="auto" title={session.label}>
                {session.label}
              </span>
              <span className={classes.dim}>{session.kind}</span>
              <span className={classes.dim}>
                {session.lastSeenAt === null ? (
                  <>
                    since <When time={session.createdAt} />
                  </>
                ) : (
                  <>
                    seen <When time={session.lastSeenAt} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function titleOf(sessions: Seen['sessions'], devices: Seen['devices']): string {
  if (devices === null) return 'Sessions';
  return sessions === null ? 'Trusted devices' : 'Sessions and trusted devices';
}

function noneOf(sessions: Seen['sessions'], devices: Seen['devices']): string {
  if (devices === null) return 'Signed in nowhere.';
  return sessions === null ? 'No device is trusted.' : 'Signed in nowhere, and no device is trusted.';
}
