/** The lines of a list, in its order. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import type { BulkView } from '../../../main/services/bulk/service.ts';
import { IconListDetails } from '../../icons.ts';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { Tag } from '../../parts/tag.tsx';
import { queryClient, trpc } from '../../trpc.ts';
import { BULK_OUTCOME_WORDS, type BulkLine, VERDICT_WORDS } from '../../words/bulk.ts';
import { exactly } from '../../words/time.ts';
import classes from './bulk.module.css';
import type { Shown } from './line-filter.tsx';

/** ms between two looks while it runs, while so few pages are loaded that looking again is cheap. */
const POLL = 3_000;
const CHEAP = 3;

export function LineTable({ job, shown }: { job: BulkView; shown: Shown }) {
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
  return (
    <RowTable
      query={query}
      rows={lines}
      keyOf={(line) => line.line}
      columns={COLUMNS}
      rowHeight={40}
      label="Lines of the list"
      empty={{ icon: IconListDetails, title: 'No line is like this' }}
    />
  );
}

const NONE = <span className={classes.dim}>–</span>;

const COLUMNS: Column<BulkLine>[] = [
  { name: 'Line', width: '56px', cell: ({ line }) => <span className="mono">{line}</span> },
  {
    name: 'As written',
    width: 'minmax(120px, 1fr)',
    cell: ({ text }) => (
      <span className="clip" dir="auto" title={text}>
        {text || '(nothing)'}
      </span>
    ),
  },
  {
    name: 'User',
    width: 'minmax(120px, 1fr)',
    cell: ({ userId, username, userLabel }) =>
      userId && username ? (
        <Link to="/users/$userId" params={{ userId }} className="clip" title={userLabel ?? ''}>
          {username}
        </Link>
      ) : (
        NONE
      ),
  },
  {
    name: 'Dry run',
    width: '118px',
    cell: ({ verdict }) => <Tag tone={VERDICT_WORDS[verdict].tone}>{VERDICT_WORDS[verdict].name}</Tag>,
  },
  {
    name: 'Outcome',
    width: '92px',
    cell: ({ outcome, outcomeAt }) =>
      outcome ? (
        <Tag tone={BULK_OUTCOME_WORDS[outcome].tone} title={outcomeAt === null ? '' : exactly(outcomeAt)}>
          {BULK_OUTCOME_WORDS[outcome].name}
        </Tag>
      ) : (
        NONE
      ),
  },
  {
    name: 'Why',
    width: 'minmax(120px, 1.2fr)',
    cell: ({ outcomeWhy, why }) => (
      <span className={`${classes.dim} clip`} title={outcomeWhy ?? why ?? ''}>
        {outcomeWhy ?? why ?? ''}
      </span>
    ),
  },
];
