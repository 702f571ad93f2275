/** The mails to users, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { NotificationState } from '../../../main/services/notifications/service.ts';
import { IconMail } from '../../icons.ts';
import { RowTable } from '../../parts/row-table.tsx';
import { useSignedIn } from '../../session/session.ts';
import { trpc } from '../../trpc.ts';
import { notificationColumns } from './notification-columns.tsx';

interface Props {
  /** Undefined: all. */
  state: NotificationState | undefined;
  mayRetry: boolean;
  onRetried(): Promise<void>;
}

/** ms between two looks, while so few pages are loaded that looking again is cheap. */
const POLL = 5_000;
const CHEAP = 2;

const EMPTY: Record<NotificationState | 'all', string> = {
  all: 'Nothing has been queued yet',
  waiting: 'Nothing waits to be sent',
  sent: 'Nothing has been sent yet',
  failed: 'Nothing has failed',
};

export function NotificationTable({ state, mayRetry, onRetried }: Props) {
  const { knows } = useSignedIn();
  const query = useInfiniteQuery(
    trpc.notifications.list.infiniteQueryOptions(
      { limit: 100, filter: state === undefined ? {} : { state } },
      {
        getNextPageParam: (page) => page.before,
        refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 0) <= CHEAP ? POLL : false),
      },
    ),
  );
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.notifications) ?? [], [query.data]);
  const columns = useMemo(() => notificationColumns({ mayRetry, onRetried }), [mayRetry, onRetried]);
  return (
    <RowTable
      query={query}
      rows={rows}
      keyOf={(row) => row.id}
      columns={columns}
      rowHeight={54}
      label="Notifications, newest first"
      empty={{
        icon: IconMail,
        title: EMPTY[state ?? 'all'],
        children: state === undefined && (
          <p>
            {knows('email')
              ? 'Each change of a user queues a mail that tells the user of it.'
              : 'A mail to the leads is queued when somebody reaches a limit.'}
          </p>
        ),
      }}
    />
  );
}
