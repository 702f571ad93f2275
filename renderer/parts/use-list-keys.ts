/** One row of a list is the chosen one, moved with the arrow keys while the focus stays in the field above it. */
import { type KeyboardEvent, useState } from 'react';

interface Options {
  count: number;
  /** The choice starts anew when this changes. */
  list: string;
  /** The row to start at; 0 when left out. */
  startAt?: () => number;
  onEnter(index: number): void;
  /** Rows that Page Up and Page Down skip. */
  page?: number;
}

export function useListKeys({ count, list, startAt, onEnter, page = 8 }: Options) {
  // Null until a key or the pointer chose.
  const [choice, setChoice] = useState<{ list: string; index: number } | null>(null);
  const start = choice?.list === list ? choice.index : (startAt?.() ?? 0);
  const index = Math.max(0, Math.min(start, count - 1));
  const choose = (next: number) => setChoice({ list, index: Math.max(0, Math.min(next, count - 1)) });

  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter ends a composition (Japanese, Chinese); it is not a choice.
    if (event.nativeEvent.isComposing) return;
    const step = stepOf(event.key, page);
    if (step !== null) {
      event.preventDefault();
      choose(index + step);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      onEnter(index);
    }
  };
  return { index, choose, onKeyDown };
}

function stepOf(key: string, page: number): number | null {
  if (key === 'ArrowDown') return 1;
  if (key === 'ArrowUp') return -1;
  if (key === 'PageDown') return page;
  if (key === 'PageUp') return -page;
  return null;
}
