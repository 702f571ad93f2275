import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';

/** What a list needs of its infinite query. */
export interface LongQuery {
  isPending: boolean;
  isFetching: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage(): Promise<unknown>;
  refetch(): Promise<unknown>;
}

/** Rows before the end at which the next page is asked for. */
const AHEAD = 50;

/**
 * Which rows of a long list are in the document: those in sight and a few around them. The next page is asked for before
 * its place is in sight; after an error only when a person tries again.
 * @param height px, of each row.
 */
export function useRowsInSight(count: number, height: number, query: LongQuery) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error } = query;
  // Also when the page before was short, or empty: it is the rows in sight that ask for more.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !error && last >= count - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error, last, count]);
  return { scroller, virtual, items };
}
