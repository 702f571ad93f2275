/** The entries, newest first, as many as there are: only those in sight are in the document. */
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { AuditFilter } from '../../../db/audit/entry.ts';
import { IconClipboardList } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { trpc } from '../../trpc.ts';
import { AuditRow, COLUMNS } from './audit-row.tsx';
import classes from './audit-table.module.css';

interface Props {
  filter: AuditFilter;
  /** Sequence of the entry whose story is open. */
  open: number | null;
  onOpen(sequence: number): void;
  onClearFilter(): void;
}

/** px; AuditRow has this height. */
const ROW = 40;
const AHEAD = 40;

export function AuditTable({ filter, open, onOpen, onClearFilter }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { filter, limit: 100 },
      {
        getNextPageParam: (page) => page.before,
        structuralSharing: false,
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnMount: 'always',
        gcTime: 0,
      },
    ),
  );
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.entries) ?? [], [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error, isPending } = query;
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error && last >= entries.length - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error, last, entries.length]);

  const narrowed = Object.values(filter).some((value) => value !== undefined);
  return (
    <div className={classes.panel}>
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight */}
      <div
        className={classes.scroller}
        ref={scroller}
        role="table"
        aria-label="Audit entries, newest first"
        aria-rowcount={hasNextPage || isPending ? -1 : entries.length + 1}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the head of a table is read, not used */}
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
            const entry = entries[item.index];
            if (!entry) return null;
            return (
              <AuditRow
                key={entry.sequence}
                entry={entry}
                index={item.index}
                top={item.start}
                open={entry.sequence === open}
                onOpen={onOpen}
              />
            );
          })}
        </div>
      </div>
      {isPending && <RowSkeletons />}
      {error && (
        <div className={classes.problem}>
          <ProblemPanel
            error={error}
            retry={() => void (query.isFetchNextPageError ? fetchNextPage() : query.refetch())}
            retrying={query.isFetching}
          />
        </div>
      )}
      {query.data && entries.length === 0 && (
        <Emptiness
          icon={IconClipboardList}
          title={narrowed ? 'No entry fits this filter' : 'Nothing has been logged yet'}
        >
          {narrowed && (
            <Button variant="default" onClick={onClearFilter}>
              Clear the filter
            </Button>
          )}
        </Emptiness>
      )}
    </div>
  );
}

function RowSkeletons() {
  return (
    <div className={classes.skeletons} aria-hidden>
      {[72, 60, 78, 66, 70, 58, 74, 64, 76, 62].map((width) => (
        <div key={width} className={classes.skeleton}>
          <Skeleton height={12} width={`${width}%`} />
        </div>
      ))}
    </div>
  );
}
