/** The lines of a list, as many as there are: only those in sight are in the document. */
import { Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { BulkView } from '../../../main/services/bulk/service.ts';
import { IconListDetails } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { queryClient, trpc } from '../../trpc.ts';
import { BULK_OUTCOME_WORDS, type BulkLine, VERDICT_WORDS } from '../../words/bulk.ts';
import { exactly } from '../../words/time.ts';
import type { Shown } from './line-filter.tsx';
import classes from './line-table.module.css';

const COLUMNS = ['Line', 'As written', 'User', 'Dry run', 'Outcome', 'Why'];
/** px; a row has this height. */
const ROW = 40;
const AHEAD = 60;
/** ms between two looks while it runs, while so few pages are loaded that looking again is cheap. */
const POLL = 3_000;
const CHEAP = 3;

export function LineTable({ job, shown }: { job: BulkView; shown: Shown }) {
  const scroller = useRef<HTMLDivElement>(null);
  const query = useInfiniteQuery(
    trpc.bulk.lines.infiniteQueryOptions(
      { id: job.id, ...shown, limit: 200 },
      {
        getNextPageParam: (page) => page.after ?? undefined,
        refetchInterval: ({ state }) =>
          job.state === 'running' && (state.data?.pages.length ?? 0) <= CHEAP ? POLL : false,
      },
    ),
  );
  // When it ended or was paused, what is shown must be what is.
  const { state } = job;
  useEffect(() => {
    if (state) void queryClient.invalidateQueries(trpc.bulk.lines.pathFilter());
  }, [state]);
  const lines = useMemo(() => query.data?.pages.flatMap((page) => page.lines) ?? [], [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error, isPending } = query;
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error && last >= lines.length - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error, last, lines.length]);

  return (
    <div className={classes.panel}>
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight */}
      <div
        className={classes.scroller}
        ref={scroller}
        role="table"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label="Lines of the list"
        aria-rowcount={hasNextPage || isPending ? -1 : lines.length + 1}
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
            const line = lines[item.index];
            return line && <LineRow key={line.line} line={line} index={item.index} top={item.start} />;
          })}
        </div>
      </div>
      {isPending && <Skeletons />}
      {error && (
        <div className={classes.problem}>
          <ProblemPanel error={error} retry={() => void query.refetch()} retrying={query.isFetching} />
        </div>
      )}
      {query.data && lines.length === 0 && <Emptiness icon={IconListDetails} title="No line is like this" />}
    </div>
  );
}

function LineRow({ line, index, top }: { line: BulkLine; index: number; top: number }) {
  const verdict = VERDICT_WORDS[line.verdict];
  const outcome = line.outcome && BULK_OUTCOME_WORDS[line.outcome];
  const why = line.outcomeWhy ?? line.why ?? '';
  const cells = [
    <span key="line" className="mono">
      {line.line}
    </span>,
    <span key="text" className="clip" dir="auto" title={line.text}>
      {line.text || '(nothing)'}
    </span>,
    line.userId && line.username ? (
      <Link
        key="user"
        to="/users/$userId"
        params={{ userId: line.userId }}
        className="clip"
        title={line.userLabel ?? ''}
      >
        {line.username}
      </Link>
    ) : (
      <span key="user" className={classes.dim}>
        –
      </span>
    ),
    <Tag key="verdict" tone={verdict.tone}>
      {verdict.name}
    </Tag>,
    outcome ? (
      <Tag key="outcome" tone={outcome.tone} title={line.outcomeAt === null ? '' : exactly(line.outcomeAt)}>
        {outcome.name}
      </Tag>
    ) : (
      <span key="outcome" className={classes.dim}>
        –
      </span>
    ),
    <span key="why" className={`${classes.dim} clip`} title={why}>
      {why}
    </span>,
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight
    // biome-ignore lint/a11y/useFocusableInteractive: a row is read, its link is used
    <div
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
    >
      {cells.map((cell) => (
        // biome-ignore lint/a11y/useSemanticElements: see above
        <div key={cell.key} role="cell" className={classes.cell}>
          {cell}
        </div>
      ))}
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
