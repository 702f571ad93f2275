/** The entries that a filter finds, newest first, read on as one scrolls: only those in sight are in the document. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AuditFilter } from '../../../db/audit/entry.ts';
import { IconClipboardList } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useRowsInSight } from '../../parts/use-rows-in-sight.ts';
import { trpc } from '../../trpc.ts';
import { AuditRow } from './audit-row.tsx';
import classes from './audit-table.module.css';
import { ROW, RowSkeletons, TableFrame } from './table-frame.tsx';

interface Props {
  filter: AuditFilter;
  /** Sequence of the entry whose story is open. */
  open: number | null;
  onOpen(sequence: number): void;
  onClearFilter(): void;
}

export function AuditTable({ filter, open, onOpen, onClearFilter }: Props) {
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
  const { hasNextPage, fetchNextPage, error, isPending } = query;
  const { scroller, virtual, items } = useRowsInSight(entries.length, ROW, query);
  const takenWhole = query.data?.pages.at(-1)?.takenWhole ?? null;
  return (
    <div className={classes.panel}>
      {takenWhole !== null && (
        <p className={classes.notice} role="status">
          Very many words begin with “{takenWhole}”: only entries with exactly that word are shown. Type more
          of it; an export has them all.
        </p>
      )}
      <TableFrame
        scroller={scroller}
        rowCount={hasNextPage || isPending ? -1 : entries.length + 1}
        height={virtual.getTotalSize()}
      >
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
      </TableFrame>
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
        <Emptiness icon={IconClipboardList} title="No entry fits this filter">
          <Button variant="default" onClick={onClearFilter}>
            Clear the filter
          </Button>
        </Emptiness>
      )}
    </div>
  );
}
