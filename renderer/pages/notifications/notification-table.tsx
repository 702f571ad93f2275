/** Newest first, as many as there are: only those in sight are in the document. */
import { Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { NotificationState } from '../../../main/services/notifications/service.ts';
import { IconMail } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { trpc } from '../../trpc.ts';
import { COLUMNS, NotificationRow } from './notification-row.tsx';
import classes from './notifications.module.css';

interface Props {
  /** Undefined: all. */
  state: NotificationState | undefined;
  mayRetry: boolean;
  onRetried(): Promise<void>;
}

/** px; a row has this height. */
const ROW = 54;
const AHEAD = 30;
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
  const scroller = useRef<HTMLDivElement>(null);
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
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error, isPending } = query;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error && last >= rows.length - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error, last, rows.length]);

  return (
    <div className={classes.panel}>
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight */}
      <div
        className={classes.scroller}
        ref={scroller}
        role="table"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label="Notifications, newest first"
        aria-rowcount={hasNextPage || isPending ? -1 : rows.length + 1}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: a row of headings is not used by itself */}
        <div className={classes.head} role="row" aria-rowindex={1}>
          {COLUMNS.map((name) => (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <NotificationRow
                key={row.id}
                notification={row}
                index={item.index}
                top={item.start}
                mayRetry={mayRetry}
                onRetried={onRetried}
              />
            );
          })}
        </div>
      </div>
      {isPending && <Skeletons />}
      {error && (
        <div className={classes.problem}>
          <ProblemPanel
            error={error}
            retry={() => void (query.isFetchNextPageError ? fetchNextPage() : query.refetch())}
            retrying={query.isFetching}
          />
        </div>
      )}
      {query.data && rows.length === 0 && (
        <Emptiness icon={IconMail} title={EMPTY[state ?? 'all']}>
          {state === undefined && <p>Each change of a user queues a mail that tells the user of it.</p>}
        </Emptiness>
      )}
    </div>
  );
}

function Skeletons() {
  return (
    <div aria-hidden>
      {[64, 52, 70, 58, 66, 60].map((width) => (
        <div key={width} className={classes.skeleton}>
          <Skeleton height={12} width={`${width}%`} />
        </div>
      ))}
    </div>
  );
}
