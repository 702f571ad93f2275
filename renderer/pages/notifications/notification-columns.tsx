import { Button, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { NotificationView } from '../../../main/services/notifications/service.ts';
import { IconRefresh } from '../../icons.ts';
import type { Column } from '../../parts/row-table.tsx';
import { say, sayProblem } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { When } from '../../parts/when.tsx';
import { client } from '../../trpc.ts';
import { plural } from '../../words/time.ts';
import { NoticeTag } from './notice-tag.tsx';
import classes from './notifications.module.css';

interface Retrying {
  mayRetry: boolean;
  onRetried(): Promise<void>;
}

/** What is told of each mail. */
export function notificationColumns({ mayRetry, onRetried }: Retrying): Column<NotificationView>[] {
  return [
    { name: 'Queued', width: '104px', cell: ({ createdAt }) => <When time={createdAt} /> },
    { name: 'What', width: 'minmax(180px, 1.2fr)', cell: what },
    { name: 'To', width: 'minmax(170px, 1.2fr)', cell: toWhom },
    {
      name: 'State',
      width: 'minmax(150px, 0.7fr)',
      cell: (notification) => (
        <>
          <NoticeTag state={notification.state} />
          <span className={classes.second}>{progress(notification)}</span>
        </>
      ),
    },
    { name: 'Tries', width: '66px', cell: ({ attempts }) => (attempts === 0 ? 'none yet' : attempts) },
    {
      name: 'Again',
      width: 'minmax(112px, 0.5fr)',
      cell: (notification) =>
        mayRetry &&
        notification.state !== 'sent' && <Retry notification={notification} onRetried={onRetried} />,
    },
  ];
}

function what({ title, user }: NotificationView): ReactNode {
  return (
    <>
      <span className={`${classes.title} clip`} title={title}>
        {title}
      </span>
      {user && (
        <Link
          className={`link clip ${classes.second}`}
          to="/users/$userId"
          params={{ userId: user.id }}
          title={user.label}
        >
          {user.label || `user ${user.id}`}
        </Link>
      )}
    </>
  );
}

function toWhom({ to, state, lastError }: NotificationView): ReactNode {
  return (
    <>
      <span className="clip" title={to} dir="auto">
        {to === '' ? 'no address on file' : to}
      </span>
      {state !== 'sent' && lastError && (
        <Tooltip label={lastError} multiline maw={420}>
          <span className={`${classes.why} clip`} dir="auto">
            {lastError}
          </span>
        </Tooltip>
      )}
    </>
  );
}

interface RetryProps extends Pick<Retrying, 'onRetried'> {
  notification: NotificationView;
}

function Retry({ notification, onRetried }: RetryProps) {
  const { id, retryRefusedBecause, attempts, to } = notification;
  const attempt = useAttempt(async () => {
    await client.notifications.retry.mutate({ id }).catch((error: unknown) => {
      sayProblem(error);
      throw error;
    });
    say('It is tried as soon as mail can be sent.');
    await onRetried();
  });
  // One that was never tried is next in line already.
  if (notification.state === 'waiting' && attempts === 0) return null;
  if (retryRefusedBecause !== null) return <span className={classes.second}>{retryRefusedBecause}</span>;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconRefresh size={14} aria-hidden />}
      aria-label={`Try again now, to ${to}`}
      loading={attempt.busy}
      onClick={() => void attempt.run()}
    >
      Try again
    </Button>
  );
}

function progress({ state, sentAt, nextAttemptAt, attempts }: NotificationView): ReactNode {
  if (state === 'sent') return <When time={sentAt} />;
  if (state === 'waiting' && attempts > 0) {
    return (
      <>
        next try <When time={nextAttemptAt} />
      </>
    );
  }
  return state === 'failed' ? `after ${plural(attempts, 'try', 'tries')}` : null;
}
