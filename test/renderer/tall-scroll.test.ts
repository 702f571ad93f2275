/** Scrolling through more rows than an element can be tall. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../renderer/pages/audit/log-pages.ts';
import { tallScroll } from '../../renderer/pages/audit/tall-scroll.ts';

const ROW = 40;
/** Rows, up to ten million; and px in which they are seen. */
const lists = fc.record({
  rows: fc.integer({ min: 0, max: 10_000_000 }),
  room: fc.integer({ min: 40, max: 2_000 }),
});

describe('a list that is taller than an element can be', () => {
  const tall = ({ rows, room }: { rows: number; room: number }) => {
    const total = rows * ROW;
    return { ...tallScroll({ total, room }), total, highest: Math.max(0, total - room), room };
  };

  it('is an element that a browser can show, and scrolled to where that reaches', () => {
    fc.assert(
      fc.property(lists, fc.double({ min: -1, max: 2, noNaN: true }), (list, share) => {
        const { at, height, total, highest, room } = tall(list);
        expect(height).toBeLessThanOrEqual(Math.min(total, 8_000_000));
        const { y, shift } = at(share * total);
        expect(y).toBeCloseTo(Math.min(highest, Math.max(0, share * total)), 6);
        expect(y - shift).toBeGreaterThanOrEqual(-1);
        expect(y - shift).toBeLessThanOrEqual(Math.max(0, height - room) + 1);
      }),
    );
  });

  it('begins and ends where the scroll bar does', () => {
    fc.assert(
      fc.property(lists, (list) => {
        const { from, at, height, highest, room } = tall(list);
        const end = Math.max(0, height - room);
        expect(from(0)).toEqual({ y: 0, shift: 0 });
        expect(at(0)).toEqual({ y: 0, shift: 0 });
        expect(from(end).y).toBe(highest);
        expect(at(highest).y - at(highest).shift).toBe(end);
      }),
    );
  });

  it('is at about the share of it to which the scroll bar was dragged', () => {
    fc.assert(
      fc.property(lists, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const { from, height, highest, room } = tall(list);
        const { y, shift } = from(share * Math.max(0, height - room));
        // A stretch is a hundredth of the element, and at most that far is it off.
        expect(Math.abs(y - share * highest)).toBeLessThanOrEqual(height / 50);
        expect(y - shift).toBeGreaterThanOrEqual(-1);
      }),
    );
  });

  it('moves a pixel for a pixel near by, from wherever one is', () => {
    fc.assert(
      fc.property(
        lists,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: -500, max: 500 }),
        (list, share, moved) => {
          const { at, from, height, highest, room } = tall(list);
          const start = from(Math.round(share * Math.max(0, height - room)));
          expect(at(start.y + moved).y).toBe(Math.min(highest, Math.max(0, start.y + moved)));
        },
      ),
    );
  });
});

describe('the pages of the log in sight', () => {
  it('cover every row in sight with whole hundreds, and are cut to the entries that there are', () => {
    expect(pagesOf({ first: 1, last: 250 }, 250, 230)).toEqual([
      { first: 201, last: 250 },
      { first: 101, last: 200 },
    ]);
    expect(pagesOf({ first: 33, last: 90 }, 90, 40)).toEqual([{ first: 33, last: 90 }]);
    expect(pagesOf({ first: 1, last: 5_000_000 }, 2_500_051, 2_500_051)).toEqual([
      { first: 2_500_101, last: 2_500_200 },
      { first: 2_500_001, last: 2_500_100 },
    ]);
    expect(pagesOf({ first: 1, last: 100 }, 100, 101)).toEqual([{ first: 1, last: 100 }]);
  });

  it('leave out no row and read none twice', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(100), (start, length, row) => {
        const span = { first: start + 1, last: start + 1 + length };
        const newest = Math.max(span.first, span.last - row);
        const oldest = Math.max(span.first, newest - 40);
        const covered = pagesOf(span, newest, oldest).flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, n) => first + n),
        );
        expect(new Set(covered).size).toBe(covered.length);
        for (let sequence = oldest; sequence <= newest; sequence += 1) expect(covered).toContain(sequence);
        expect(Math.min(...covered)).toBeGreaterThanOrEqual(span.first);
        expect(Math.max(...covered)).toBeLessThanOrEqual(span.last);
      }),
    );
  });
});
