import type { UserSession } from '../../../db/platforms/contract.ts';
import { IconDeviceDesktop, IconDeviceMobile } from '../../icons.ts';
import { Card } from '../../parts/card.tsx';
import { When } from '../../parts/when.tsx';
import classes from './sessions.module.css';

export function Sessions({ sessions }: { sessions: UserSession[] }) {
  return (
    <Card title="Sessions and trusted devices" aside={<span className={classes.dim}>{sessions.length}</span>}>
      {sessions.length === 0 ? (
        <p className={classes.none}>Signed in nowhere, and no device is trusted.</p>
      ) : (
        <ul className={classes.list}>
          {sessions.map((session) => (
            <li key={`${session.kind}-${session.label}-${session.createdAt}`} className={classes.session}>
              {session.kind === 'session' ? (
                <IconDeviceDesktop size={18} stroke={1.7} aria-hidden />
              ) : (
                <IconDeviceMobile size={18} stroke={1.7} aria-hidden />
              )}
              <span className={`${classes.label} clip`} dir="auto" title={session.label}>
                {session.label}
              </span>
              <span className={classes.dim}>{session.kind === 'session' ? 'Session' : 'Trusted device'}</span>
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
