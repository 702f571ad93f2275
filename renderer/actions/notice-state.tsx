/** How far the notice to the user is that tells of this action. */
import { useQuery } from '@tanstack/react-query';
import { NoticeTag } from '../pages/notifications/notice-tag.tsx';
import classes from '../pages/notifications/notifications.module.css';
import { trpc } from '../trpc.ts';

/** ms between two looks while it waits. */
const POLL = 2_000;

export function NoticeState({ actionId }: { actionId: string }) {
  const notices = useQuery(
    trpc.notifications.ofAction.queryOptions(
      { actionId },
      {
        refetchInterval: ({ state }) =>
          state.data?.some((notice) => notice.state === 'waiting') ? POLL : false,
      },
    ),
  );
  const [notice] = notices.data ?? [];
  if (!notice) return null;
  return (
    <p className={classes.notice} role="status" style={{ margin: 0 }}>
      <NoticeTag state={notice.state} />
      <span>
        {notice.kind === 'backup-codes' ? 'The mail with the codes to' : 'The mail that tells'}{' '}
        {notice.to || 'the user'} {notice.kind !== 'backup-codes' && 'of this '}
        {notice.state === 'sent' && 'was sent.'}
        {notice.state === 'waiting' && (notice.lastError ?? 'is sent by itself.')}
        {notice.state === 'failed' && `could not be sent: ${notice.lastError ?? 'unknown'}.`}
        {notice.state === 'failed' &&
          notice.retryRefusedBecause !== null &&
          ` ${sentence(notice.retryRefusedBecause)}`}
      </span>
    </p>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toLocaleUpperCase()}${text.slice(1)}.`;
}
