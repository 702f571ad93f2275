/** The whole log, which can be entered anywhere: a row for each entry there is, and only those in sight are read. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { IconClipboardList } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { trpc } from '../../trpc.ts';
import { AuditRow, EmptyRow } from './audit-row.tsx';
import classes from './audit-table.module.css';
import { LogBar } from './log-bar.tsx';
import { type LogSpan, useLogPages } from './log-pages.ts';
import { HEAD, ROW, RowSkeletons, TableFrame } from './table-frame.tsx';
import { useTallList } from './use-tall-list.ts';

interface Props {
  /** Sequence of the entry whose story is open. */
  open: number | null;
  onOpen(sequence: number): void;
}

/** ms: how often is looked for new entries. */
const LOOK = 10_000;

export function LogTable({ open, onOpen }: Props) {
  const span = useQuery(
    trpc.audit.span.queryOptions(undefined, { refetchInterval: LOOK, refetchOnMount: 'always', gcTime: 0 }),
  );
  // What was the newest when the list was opened stays on top, so that no row moves under a hand.
  const [newest, setNewest] = useState<number | null>(null);
  const present = span.data;
  const pinned = newest ?? present?.last ?? null;
  useEffect(() => {
    if (present) setNewest((was) => was ?? present.last);
  }, [present]);

  return (
    <div className={classes.panel}>
      {present && pinned !== null ? (
        <Rows
          span={{ first: present.first, last: pinned }}
          added={Math.max(0, present.last - pinned)}
          onNewest={() => setNewest(present.last)}
          open={open}
          onOpen={onOpen}
        />
      ) : span.error ? (
        <div className={classes.problem}>
          <ProblemPanel error={span.error} retry={() => void span.refetch()} retrying={span.isFetching} />
        </div>
      ) : present === null ? (
        <Emptiness icon={IconClipboardList} title="Nothing has been logged yet" />
      ) : (
        <RowSkeletons />
      )}
    </div>
  );
}

interface RowsProps extends Props {
  span: LogSpan;
  added: number;
  onNewest(): void;
}

function Rows({ span, added, onNewest, open, onOpen }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [found, setFound] = useState<number | null>(null);
  const count = span.last - span.first + 1;
  const list = useTallList({ scroller, count, row: ROW, head: HEAD });
  const rowOf = (sequence: number) => span.last - sequence;
  const sequenceOf = (row: number) => span.last - row;
  const pages = useLogPages(
    span,
    { newest: sequenceOf(list.drawn.from), oldest: sequenceOf(list.drawn.end - 1) },
    { waiting: list.rushing },
  );

  const show = useRef(list.show);
  show.current = list.show;
  // An entry that was opened by a link, or from the one beside it, may be anywhere.
  useEffect(() => {
    if (open !== null && list.measured) show.current(span.last - open);
  }, [open, span.last, list.measured]);

  const goTo = (sequence: number) => {
    const nearest = Math.min(Math.max(sequence, span.first), span.last);
    setFound(nearest);
    list.show(rowOf(nearest));
    scroller.current?.focus({ preventScroll: true });
  };
  const rows = Array.from({ length: list.drawn.end - list.drawn.from }, (_, n) => list.drawn.from + n);
  return (
    <>
      <TableFrame scroller={scroller} rowCount={count + 1} height={list.height} onKeyDown={list.onKeyDown}>
        {rows.map((row) => {
          const sequence = sequenceOf(row);
          const slot = pages.slot(sequence);
          const common = { index: row, top: list.topOf(row), found: sequence === found };
          return slot === 'reading' || slot === 'missing' ? (
            <EmptyRow key={sequence} sequence={sequence} missing={slot === 'missing'} {...common} />
          ) : (
            <AuditRow key={sequence} entry={slot} open={sequence === open} onOpen={onOpen} {...common} />
          );
        })}
      </TableFrame>
      {pages.error && (
        <div className={classes.problem}>
          <ProblemPanel error={pages.error} retry={pages.retry} retrying={pages.retrying} />
        </div>
      )}
      <LogBar
        span={span}
        sight={{
          newest: sequenceOf(list.sight.from),
          oldest: sequenceOf(Math.max(list.sight.from, list.sight.end - 1)),
        }}
        added={added}
        onNewest={() => {
          onNewest();
          setFound(null);
          list.toTop();
          scroller.current?.focus({ preventScroll: true });
        }}
        onGo={goTo}
      />
    </>
  );
}
