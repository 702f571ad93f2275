/** The log without a filter in pages of whole hundreds of its numbers, of which those in sight are read. */
import { useQueries } from '@tanstack/react-query';
import type { AuditEntry } from '../../../db/audit/entry.ts';
import { trpc } from '../../trpc.ts';

const PAGE = 100;
/** Rows beyond those in sight. */
const AHEAD = 50;
/** ms: fast scrolling through the whole log must not gather all of it. */
const KEPT = 15_000;

export interface LogSpan {
  first: number;
  last: number;
}

/** Page n holds the numbers n × 100 + 1 to (n + 1) × 100, cut to those that there are. */
export function pagesOf({ first, last }: LogSpan, newest: number, oldest: number): LogSpan[] {
  const of = (sequence: number) => Math.floor((sequence - 1) / PAGE);
  const high = Math.min(last, newest + AHEAD);
  const low = Math.max(first, oldest - AHEAD);
  const pages: LogSpan[] = [];
  for (let page = of(high); page >= of(low) && high >= low; page -= 1) {
    pages.push({ first: Math.max(first, page * PAGE + 1), last: Math.min(last, (page + 1) * PAGE) });
  }
  return pages;
}

/** `missing`: it should be there and is not, which only happens to a log that was tampered with. */
export type Slot = AuditEntry | 'reading' | 'missing';

export function useLogPages(
  span: LogSpan,
  sight: { newest: number; oldest: number },
  { waiting }: { waiting: boolean },
) {
  const pages = pagesOf(span, sight.newest, sight.oldest);
  const queries = useQueries({
    queries: pages.map(({ first, last }) =>
      trpc.audit.list.queryOptions(
        { filter: {}, limit: last - first + 1, cursor: last + 1 },
        {
          enabled: !waiting,
          staleTime: Number.POSITIVE_INFINITY,
          gcTime: KEPT,
          structuralSharing: false,
        },
      ),
    ),
  });
  const failed = queries.filter(({ error }) => error !== null);
  return {
    slot(sequence: number): Slot {
      const entries =
        queries[pages.findIndex(({ first, last }) => first <= sequence && sequence <= last)]?.data?.entries;
      if (!entries) return 'reading';
      const guess = entries[(entries[0]?.sequence ?? 0) - sequence];
      if (guess?.sequence === sequence) return guess;
      return entries.find((entry) => entry.sequence === sequence) ?? 'missing';
    },
    error: failed[0]?.error ?? null,
    retrying: failed.some(({ isFetching }) => isFetching),
    retry: () => {
      for (const query of failed) void query.refetch();
    },
  };
}
