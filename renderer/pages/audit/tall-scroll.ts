/**
 * Scrolling through more rows than an element can be tall: browsers cap that (Chromium at 2^25 px, Firefox at about
 * 17.8 million), and five million rows are 200 million px. The element stays within the cap, and what it shows is shifted.
 * Near by, a pixel scrolled is a pixel moved: only from one stretch to the next does the shift change. Far away, as by a drag
 * of the scroll bar, the place is that share of the whole. At the top and at the bottom the shift is exact.
 */

export interface Place {
  /** px from the top of the first row to what is at the top of the room. */
  y: number;
  /** px that the element's own position is less than that: it is scrolled to y - shift. */
  shift: number;
}

export interface TallScroll {
  /** px that the element is tall. */
  height: number;
  /** Where to be for this y, which is brought within the rows. */
  at(y: number): Place;
  /** Where a scroll bar that was put to this position leads. */
  from(position: number): Place;
}

/** Well below what any browser takes, and below 2^23, up to which a 32-bit number holds every whole pixel. */
const CAP = 8_000_000;
const STRETCHES = 100;

/** `total`: px of all rows. `room`: px in which they are seen. */
export function tallScroll({
  total,
  room,
  cap = CAP,
}: {
  total: number;
  room: number;
  cap?: number;
}): TallScroll {
  const highest = Math.max(0, total - room);
  const within = (y: number) => Math.min(Math.max(0, y), highest);
  if (total <= cap) {
    const at = (y: number) => ({ y: within(y), shift: 0 });
    return { height: total, at, from: at };
  }
  const stretch = cap / STRETCHES;
  const last = Math.floor(total / stretch) - 1;
  const place = (y: number, along: number) => {
    const n = Math.min(last, Math.max(0, Math.floor(along / stretch)));
    return { y, shift: Math.round((n * (total - cap)) / last) };
  };
  return {
    height: cap,
    at: (y) => place(within(y), within(y)),
    from(position) {
      const share = Math.min(1, Math.max(0, position / (cap - room)));
      const { shift } = place(0, share * highest);
      return { y: within(position + shift), shift };
    },
  };
}
