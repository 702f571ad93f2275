/** The people of a query, page after page; those looked at last when nothing is typed. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { UserSummary } from '../../../db/platforms/contract.ts';
import { queryClient, trpc } from '../../trpc.ts';

export interface FoundPeople {
  kind: 'recent' | 'results';
  rows: UserSummary[];
  /** True when `rows` belong to what is typed now; false while they are of the query before. */
  current: boolean;
  /** Nothing to show yet at all. */
  waiting: boolean;
  searching: boolean;
  error: unknown;
  retry(): void;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore(): void;
}

const PAGE = 50;
const NOBODY: UserSummary[] = [];

export function usePeople(typed: string, settled: string): FoundPeople {
  const recent = useQuery(trpc.users.recent.queryOptions(undefined, { enabled: typed === '', staleTime: 0 }));
  const search = useInfiniteQuery(
    trpc.users.search.infiniteQueryOptions(
      { query: settled, limit: PAGE },
      {
        enabled: settled !== '',
        getNextPageParam: (page) => page.nextCursor,
        placeholderData: keepPreviousData,
        // Comparing every loaded row with its predecessor for each new page would cost more than drawing them.
        structuralSharing: false,
        // Asked again when somebody comes back after the cache forgot, or after an action; never page by page unasked.
        staleTime: Number.POSITIVE_INFINITY,
      },
    ),
  );
  const found = useMemo(() => search.data?.pages.flatMap((page) => page.users) ?? NOBODY, [search.data]);

  if (typed === '') {
    return {
      kind: 'recent',
      rows: recent.data ?? NOBODY,
      current: !recent.isPending,
      waiting: recent.isPending,
      searching: false,
      error: recent.error,
      retry: () => void recent.refetch(),
      hasMore: false,
      loadingMore: false,
      loadMore: () => undefined,
    };
  }
  const current = typed === settled && !search.isPlaceholderData && !search.isPending;
  return {
    kind: 'results',
    rows: found,
    current,
    waiting: settled === '' || (search.isPending && !search.error),
    searching: !current && !search.error,
    error: search.error,
    retry: () => void (search.isFetchNextPageError ? search.fetchNextPage() : search.refetch()),
    hasMore: current && search.hasNextPage,
    loadingMore: search.isFetchingNextPage,
    loadMore: () => {
      if (current && search.hasNextPage && !search.isFetchingNextPage && !search.error)
        void search.fetchNextPage();
    },
  };
}

/** After an action the rows of earlier searches tell an old state. */
export function forgetSearches(): void {
  queryClient.removeQueries(trpc.users.search.pathFilter());
}
