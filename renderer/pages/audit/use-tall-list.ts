/** A list of rows of one height, up to many millions: which are in sight, and where each stands in the scrolled element. */
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Place, tallScroll } from './tall-scroll.ts';

export interface TallList {
  /** Its room was measured; before that, nothing can be shown in the middle of it. */
  measured: boolean;
  /** px: of the element that holds the rows. */
  height: number;
  /** Rows in sight, and those that are drawn: from the first to before the end. */
  sight: { from: number; end: number };
  drawn: { from: number; end: number };
  /** px from the top of that element. */
  topOf(row: number): number;
  /** Being dragged: what is in sight now is not what will be. */
  rushing: boolean;
  /** Puts a row into the middle, unless it is in sight already. */
  show(row: number): void;
  toTop(): void;
  /** Home and End; the other keys are the browser's own. */
  onKeyDown(event: KeyboardEvent): void;
}

interface Options {
  scroller: RefObject<HTMLElement | null>;
  count: number;
  /** px: of a row, and of the head that stays above them. */
  row: number;
  head: number;
}

const OVERSCAN = 12;
/** ms. */
const SETTLED = 120;
/** ms after a turn of the wheel during which the browser still scrolls by it. */
const WHEEL = 400;
/** Rooms that one picture of that can go along. */
const FLING = 10;

export function useTallList({ scroller, count, row, head }: Options): TallList {
  const [room, setRoom] = useState(0);
  const scroll = useMemo(() => tallScroll({ total: count * row, room }), [count, row, room]);
  const [place, setPlace] = useState<Place>({ y: 0, shift: 0 });
  const [rushing, setRushing] = useState(false);
  /** What the listeners see: a scroll event can come before the next drawing. */
  const now = useRef({ place, scroll, room });
  now.current.scroll = scroll;
  now.current.room = room;

  const move = useCallback(
    (next: Place, draw: (change: () => void) => void = (change) => change()) => {
      const element = scroller.current;
      const { room: inSight } = now.current;
      now.current.place = next;
      if (element) keepFocus(element, next.y - OVERSCAN * row, next.y + inSight + OVERSCAN * row, row);
      draw(() => setPlace(next));
      if (element && element.scrollTop !== next.y - next.shift) element.scrollTop = next.y - next.shift;
    },
    [scroller, row],
  );

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watched = new ResizeObserver(() => setRoom(Math.max(0, element.clientHeight - head)));
    watched.observe(element);
    return () => watched.disconnect();
  }, [scroller, head]);

  // The room or the number of rows changed.
  useEffect(() => {
    const next = scroll.at(now.current.place.y);
    if (next.y !== now.current.place.y || next.shift !== now.current.place.shift) move(next);
  }, [scroll, move]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let turnedAt = Number.NEGATIVE_INFINITY;
    let settling: ReturnType<typeof setTimeout> | undefined;
    const onWheel = (event: WheelEvent) => {
      turnedAt = event.timeStamp;
    };
    const onScroll = (event: Event) => {
      const { place: was, scroll: present, room: inSight } = now.current;
      const moved = element.scrollTop - (was.y - was.shift);
      if (moved === 0) return;
      const byWheel = event.timeStamp - turnedAt < WHEEL;
      const near = Math.abs(moved) < (byWheel ? FLING * inSight : inSight);
      if (!near) {
        setRushing(true);
        clearTimeout(settling);
        settling = setTimeout(() => setRushing(false), SETTLED);
      }
      const next = near ? present.at(was.y + moved) : present.from(element.scrollTop);
      // The shift and the position must change in the same picture.
      if (next.shift === was.shift) move(next);
      else move(next, flushSync);
    };
    element.addEventListener('wheel', onWheel, { passive: true });
    element.addEventListener('scroll', onScroll);
    return () => {
      clearTimeout(settling);
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller, move]);

  const goTo = (y: number) => move(scroll.at(y));
  const from = Math.floor(place.y / row);
  const end = Math.min(count, Math.ceil((place.y + room) / row));
  return {
    measured: room > 0,
    height: scroll.height,
    sight: { from, end },
    drawn: { from: Math.max(0, from - OVERSCAN), end: Math.min(count, end + OVERSCAN) },
    topOf: (index) => index * row - place.shift,
    rushing,
    show(index) {
      const top = index * row;
      const { y } = now.current.place;
      if (top < y || top + row > y + room) goTo(top - (room - row) / 2);
    },
    toTop: () => goTo(0),
    onKeyDown(event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      if (event.key !== 'Home' && event.key !== 'End') return;
      event.preventDefault();
      goTo(event.key === 'Home' ? 0 : Number.MAX_SAFE_INTEGER);
    },
  };
}

/** A row that is about to go would take the keyboard's focus with it, and the keys would scroll nothing any more. */
function keepFocus(scroller: HTMLElement, from: number, to: number, row: number): void {
  const focused = document.activeElement;
  if (!focused || focused === scroller || !scroller.contains(focused)) return;
  const index = Number(focused.closest('[aria-rowindex]')?.getAttribute('aria-rowindex')) - 2;
  if (index < 0) return;
  const top = index * row;
  if (top + row <= from || top >= to) scroller.focus({ preventScroll: true });
}
