/** A table of rows of one height, as many as there are: only those in sight are in the document. */
import { Skeleton } from '@mantine/core';
import type { ComponentProps, CSSProperties, Key, ReactNode } from 'react';
import { Emptiness } from './emptiness.tsx';
import { ProblemPanel } from './problem-panel.tsx';
import classes from './row-table.module.css';
import { type LongQuery, useRowsInSight } from './use-rows-in-sight.ts';

export interface Column<Row> {
  name: string;
  /** A track of a CSS grid, such as `minmax(120px, 1fr)`. */
  width: string;
  cell(row: Row): ReactNode;
}

interface Props<Row> {
  query: LongQuery;
  /** Of all its pages so far. */
  rows: readonly Row[];
  keyOf(row: Row): Key;
  columns: readonly Column<Row>[];
  /** px */
  rowHeight: number;
  /** px; narrower than this it scrolls sideways. */
  minWidth?: number;
  label: string;
  empty: ComponentProps<typeof Emptiness>;
}

export function RowTable<Row>(props: Props<Row>) {
  const { query, rows, keyOf, columns, rowHeight, minWidth = 0, label, empty } = props;
  const { hasNextPage, isPending, error, fetchNextPage, refetch } = query;
  const { scroller, virtual, items } = useRowsInSight(rows.length, rowHeight, query);
  // A page can be empty without being the last.
  const looking = isPending || (rows.length === 0 && hasNextPage);
  const sizes = {
    '--columns': columns.map(({ width }) => width).join(' '),
    '--row-height': `${rowHeight}px`,
    '--min-width': `${minWidth}px`,
  } as CSSProperties;
  return (
    <div className={classes.panel} style={sizes}>
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight */}
      <div
        className={classes.scroller}
        ref={scroller}
        role="table"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-label={label}
        aria-rowcount={hasNextPage || isPending ? -1 : rows.length + 1}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the head of a table is read, not used */}
        <div className={classes.head} role="row" aria-rowindex={1}>
          {columns.map(({ name }) => (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const row = rows[index];
            return row && <TableRow key={keyOf(row)} row={row} columns={columns} index={index} top={start} />;
          })}
        </div>
      </div>
      {looking && !error && <Skeletons />}
      {error !== null && (
        <div className={classes.problem}>
          <ProblemPanel
            error={error}
            retry={() => void (query.isFetchNextPageError ? fetchNextPage() : refetch())}
            retrying={query.isFetching}
          />
        </div>
      )}
      {!looking && !error && rows.length === 0 && <Emptiness {...empty} />}
    </div>
  );
}

interface RowProps<Row> {
  row: Row;
  columns: readonly Column<Row>[];
  index: number;
  top: number;
}

function TableRow<Row>({ row, columns, index, top }: RowProps<Row>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight
    // biome-ignore lint/a11y/useFocusableInteractive: what can be used in a row are its links and buttons
    <div
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
    >
      {columns.map(({ name, cell }) => (
        // biome-ignore lint/a11y/useSemanticElements: see above
        <div key={name} role="cell" className={classes.cell}>
          {cell(row)}
        </div>
      ))}
    </div>
  );
}

/** What stands where rows will be. */
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
