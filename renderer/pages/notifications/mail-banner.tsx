/** What keeps mails from being sent, and what to set. */
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconInfoCircle } from '../../icons.ts';
import { useSignedIn } from '../../session/session.ts';
import type { Outputs } from '../../trpc.ts';
import classes from './notifications.module.css';

/** Of a platform that knows nobody's address. */
export function NobodyIsTold() {
  const { knows, platform } = useSignedIn();
  if (knows('email')) return null;
  return (
    <div className={classes.banner} data-tone="warn" role="status">
      <IconInfoCircle size={20} aria-hidden />
      <div>
        <p className={classes.what}>
          Users are not told by mail what is done to their account: {platform.label} knows no e-mail address
          of its users.
        </p>
        <p className={classes.next}>Only mails to leads are sent. Tell the users in another way.</p>
      </div>
    </div>
  );
}

export function MailBanner({ summary }: { summary: Outputs['notifications']['summary'] }) {
  const { may } = useSignedIn();
  const { configured, why, trouble } = summary.mail;
  if (!configured) {
    return (
      <div className={classes.banner} data-tone="warn" role="status">
        <IconInfoCircle size={20} aria-hidden />
        <div>
          <p className={classes.what}>Mail is not configured: this console sends no notifications.</p>
          <p className={classes.next}>
            {why && `${why.charAt(0).toUpperCase()}${why.slice(1)}. `}What is queued waits, and nothing of it
            is lost. Set <code>REKEY_SMTP_URL</code> (such as{' '}
            <code>smtp://user:password@mail.example.org:587?from=support@example.org</code>) and start Rekey
            anew, or {may('settings.manage') ? 'enter' : 'let an admin enter'} the mail server in{' '}
            {may('settings.read') ? (
              <Link className="link" to="/settings">
                Settings
              </Link>
            ) : (
              'Settings'
            )}
            .
          </p>
        </div>
      </div>
    );
  }
  if (!trouble) return null;
  return (
    <div className={classes.banner} data-tone="bad" role="status">
      <IconAlertTriangle size={20} aria-hidden />
      <div>
        <p className={classes.what}>
          No mail gets through at the moment: {trouble.message.replace(/\.$/, '')}.
        </p>
        <p className={classes.next}>{trouble.next} It is tried again each minute.</p>
      </div>
    </div>
  );
}
