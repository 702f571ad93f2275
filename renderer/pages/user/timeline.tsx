/** What happened to this user's second factor, newest first: the platform's events and what staff did. */
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TimelineItem } from '../../../main/services/users.ts';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useMinute } from '../../parts/when.tsx';
import { useSignedIn } from '../../session/session.ts';
import { trpc } from '../../trpc.ts';
import { clockTime, dayWord, exactly, sameDay } from '../../words/time.ts';
import classes from './timeline.module.css';
import { TimelineIcon } from './timeline-icon.tsx';

export function Timeline({ userId }: { userId: string }) {
  const now = useMinute();
  const { platform } = useSignedIn();
  const query = useInfiniteQuery(
    trpc.users.timeline.infiniteQueryOptions(
      { userId, limit: 30 },
      {
        getNextPageParam: (page) => page.before,
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnMount: 'always',
      },
    ),
  );
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Card title="Timeline">
      {query.isPending && <TimelineSkeleton />}
      {query.data && items.length === 0 && (
        <p className={classes.none}>
          {platform.events
            ? 'Nothing has happened yet.'
            : 'Staff have done nothing here yet. What else happened, this platform does not tell.'}
        </p>
      )}
      {items.length > 0 && (
        <ol className={classes.timeline}>
          {items.map((item, index) => {
            const before = items[index - 1];
            const first = !before || !sameDay(before.time, item.time);
            return <Item key={item.id} item={item} day={first ? dayWord(item.time, now) : null} />;
          })}
        </ol>
      )}
      {query.error && (
        <ProblemPanel
          error={query.error}
          retry={() => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch())}
          retrying={query.isFetching}
        />
      )}
      {query.hasNextPage && !query.error && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </Card>
  );
}

/** `day`: said where it begins. */
function Item({ item, day }: { item: TimelineItem; day: string | null }) {
  const { may } = useSignedIn();
  return (
    <li className={classes.item} data-source={item.source} data-first={day !== null || undefined}>
      <span className={classes.day}>{day}</span>
      <TimelineIcon item={item} />
      <div className={classes.words}>
        <p className={classes.title} dir="auto">
          {item.title}
        </p>
        {item.detail && (
          <p className={classes.detail} dir="auto">
            {item.detail}
          </p>
        )}
      </div>
      {item.sequence !== null && may('audit.read') && (
        <Link className={`${classes.entry} link`} to="/audit" search={{ entry: item.sequence }}>
          Entry {item.sequence}
        </Link>
      )}
      <time className={classes.time} dateTime={new Date(item.time).toISOString()} title={exactly(item.time)}>
        {clockTime(item.time)}
      </time>
    </li>
  );
}

function TimelineSkeleton() {
  return (
    <div aria-hidden>
      {[52, 38, 60, 44, 50].map((width) => (
        <div key={width} className={classes.skeleton}>
          <Skeleton circle height={26} />
          <Skeleton height={12} width={`${width}%`} />
        </div>
      ))}
    </div>
  );
}
