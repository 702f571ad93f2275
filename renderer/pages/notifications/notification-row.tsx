import { Button, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { NotificationView } from '../../../main/services/notifications/service.ts';
import { IconRefresh } from '../../icons.ts';
import { say, sayProblem } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { When } from '../../parts/when.tsx';
import { client } from '../../trpc.ts';
import { plural } from '../../words/time.ts';
import { NoticeTag } from './notice-tag.tsx';
import classes from './notifications.module.css';

export const COLUMNS = ['Queued', 'What', 'To', 'State', 'Tries', 'Again'];

interface Props {
  notification: NotificationView;
  index: number;
  top: number;
  mayRetry: boolean;
  onRetried(): Promise<void>;
}

export function NotificationRow({ notification, index, top, mayRetry, onRetried }: Props) {
  const { createdAt, title, user, to, state, attempts, lastError } = notification;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight
    // biome-ignore lint/a11y/useFocusableInteractive: what can be used in a row are its links and buttons
    <div
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
    >
      <Cell>
        <When time={createdAt} />
      </Cell>
      <Cell>
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
      </Cell>
      <Cell>
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
      </Cell>
      <Cell>
        <NoticeTag state={state} />
        <span className={classes.second}>{progress(notification)}</span>
      </Cell>
      <Cell>{attempts === 0 ? 'none yet' : attempts}</Cell>
      <Cell>
        {mayRetry && state !== 'sent' && <Retry notification={notification} onRetried={onRetried} />}
      </Cell>
    </div>
  );
}

function Retry({ notification, onRetried }: Pick<Props, 'notification' | 'onRetried'>) {
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

function Cell({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight
    <div className={classes.cell} role="cell">
      {children}
    </div>
  );
}
