/** What both lists of entries are shown in: one scrolled table with a head that stays. */
import { Skeleton } from '@mantine/core';
import type { KeyboardEventHandler, ReactNode, Ref } from 'react';
import { COLUMNS } from './audit-row.tsx';
import classes from './audit-table.module.css';

/** px: of a row, and of the head. */
export const ROW = 40;
export const HEAD = 36;

interface Props {
  scroller: Ref<HTMLDivElement>;
  /** With the head; -1: not known yet. */
  rowCount: number;
  /** px: of all rows. */
  height: number;
  onKeyDown?: KeyboardEventHandler;
  children: ReactNode;
}

export function TableFrame({ scroller, rowCount, height, onKeyDown, children }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> can not leave out the rows that are out of sight
    <div
      className={classes.scroller}
      ref={scroller}
      role="table"
      aria-label="Audit entries, newest first"
      aria-rowcount={rowCount}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must be reached by the keyboard
      tabIndex={0}
      {...(onKeyDown ? { onKeyDown } : {})}
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
      <div role="rowgroup" className={classes.body} style={{ height }}>
        {children}
      </div>
    </div>
  );
}

export function RowSkeletons() {
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
