/** Users as many as there are: only those in sight are in the document. */
import { Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { EnrolmentFilter, EnrolmentRow } from '../../../main/services/enrolment/service.ts';
import { IconUsers } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { When } from '../../parts/when.tsx';
import { consoleNow } from '../../session/session.ts';
import { trpc } from '../../trpc.ts';
import { ENROLMENT_WORDS } from '../../words/enrolment.ts';
import classes from './enrolment.module.css';

const COLUMNS = ['User', 'E-mail', 'Department', '2FA', 'Codes left', 'Last login'];
/** px; a row has this height. */
const ROW = 44;
const AHEAD = 60;
const TONES = { enrolled: 'ok', pending: 'warn', 'not-enrolled': 'none' } as const;

export function UserTable({ filter }: { filter: EnrolmentFilter }) {
  const scroller = useRef<HTMLDivElement>(null);
  const query = useInfiniteQuery(
    trpc.enrolment.list.infiniteQueryOptions(
      { filter, limit: 100 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  const users = useMemo(() => query.data?.pages.flatMap((page) => page.users) ?? [], [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error, isPending } = query;
  const virtual = useVirtualizer({
    count: users.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  // A page can be short where hardly anybody fits, so it is the rows in sight that ask for more.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error && last >= users.length - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error, last, users.length]);
  const looking = isPending || (users.length === 0 && hasNextPage);

  return (
    <div className={classes.panel}>
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight */}
      <div
        className={classes.scroller}
        ref={scroller}
        role="table"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label="Users"
        aria-rowcount={hasNextPage || isPending ? -1 : users.length + 1}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the head of a table is read, not used */}
        <div className={classes.tableHead} role="row" aria-rowindex={1}>
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
            const user = users[item.index];
            return user && <Row key={user.id} user={user} index={item.index} top={item.start} />;
          })}
        </div>
      </div>
      {looking && <Skeletons />}
      {error && (
        <div className={classes.problem}>
          <ProblemPanel error={error} retry={() => void query.refetch()} retrying={query.isFetching} />
        </div>
      )}
      {query.data && !looking && users.length === 0 && (
        <Emptiness icon={IconUsers} title="Nobody is like this" />
      )}
    </div>
  );
}

function Row({ user, index, top }: { user: EnrolmentRow; index: number; top: number }) {
  const cells: Record<string, ReactNode> = {
    user: (
      <span className={classes.who}>
        <Link
          to="/users/$userId"
          params={{ userId: user.id }}
          className="clip"
          dir="auto"
          title={user.fullName}
        >
          {user.fullName}
        </Link>
        <span className={`${classes.dim} clip`}>{user.username}</span>
      </span>
    ),
    email: (
      <span className="clip" title={user.email}>
        {user.email}
      </span>
    ),
    department: (
      <span className="clip" dir="auto">
        {user.department ?? '–'}
      </span>
    ),
    state: (
      <span className={classes.tags}>
        <Tag tone={TONES[user.enrolment]}>{ENROLMENT_WORDS[user.enrolment].name}</Tag>
        {user.privileged && <Tag tone="accent">Privileged</Tag>}
        {user.lockedUntil !== null && user.lockedUntil > consoleNow() && <Tag tone="bad">Locked</Tag>}
      </span>
    ),
    codes: user.enrolment === 'enrolled' ? user.unusedCodes : '–',
    login: <When time={user.lastLoginAt} />,
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight
    // biome-ignore lint/a11y/useFocusableInteractive: a row is read, its link is used
    <div
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
    >
      {Object.entries(cells).map(([column, content]) => (
        // biome-ignore lint/a11y/useSemanticElements: see above
        <div key={column} role="cell" className={classes.tableCell}>
          {content}
        </div>
      ))}
    </div>
  );
}

function Skeletons() {
  return (
    <div aria-hidden>
      {[64, 52, 70, 58, 66, 60].map((width) => (
        <div key={width} className={classes.skeletonRow}>
          <Skeleton height={12} width={`${width}%`} />
        </div>
      ))}
    </div>
  );
}
