/** The rows themselves: only those in sight are in the document, so 300,000 cost what 30 do. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import type { UserSummary } from '../../../db/platforms/contract.ts';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import classes from './people-list.module.css';
import { PersonRow } from './person-row.tsx';
import type { FoundPeople } from './use-people.ts';

interface Props {
  people: FoundPeople;
  query: string;
  listId: string;
  chosen: number;
  onChoose(index: number): void;
  onOpen(user: UserSummary): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** px; PersonRow has this height. */
const ROW = 52;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 40;

export function PeopleList({ people, query, listId, chosen, onChoose, onOpen, onKeyDown }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, hasMore, loadMore, current, error, retry } = people;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    rangeExtractor: useCallback((range: Range) => withChosen(range, chosen), [chosen]),
  });
  const items = virtual.getVirtualItems();
  const last = virtual.range?.endIndex ?? 0;

  useEffect(() => {
    if (hasMore && last >= rows.length - AHEAD) loadMore();
  }, [hasMore, last, rows.length, loadMore]);

  // Also when the people of another query arrive: their first row may be the chosen one as before.
  useEffect(() => {
    virtual.scrollToIndex(chosen, { align: 'auto' });
  }, [chosen, virtual, query, current]);

  return (
    <div
      className={classes.scroller}
      ref={scroller}
      id={listId}
      role="listbox"
      aria-label="People"
      aria-activedescendant={`${listId}-${chosen}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-old={!current || undefined}
    >
      <div className={classes.list} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const user = rows[item.index];
          if (!user) return null;
          return (
            <PersonRow
              key={user.id}
              id={`${listId}-${item.index}`}
              user={user}
              index={item.index}
              size={hasMore ? -1 : rows.length}
              top={item.start}
              chosen={item.index === chosen}
              onChoose={onChoose}
              onOpen={onOpen}
            />
          );
        })}
      </div>
      {error !== null && (
        <div className={classes.more}>
          <ProblemPanel error={error} retry={retry} />
        </div>
      )}
      {error === null && hasMore && <div className={classes.more}>Loading more…</div>}
    </div>
  );
}

/** The chosen row stays in the document when it is scrolled out of sight: the field points to it. */
function withChosen(range: Range, chosen: number): number[] {
  const indexes = defaultRangeExtractor(range);
  if (chosen >= range.count || indexes.includes(chosen)) return indexes;
  return [...indexes, chosen].sort((a, b) => a - b);
}
