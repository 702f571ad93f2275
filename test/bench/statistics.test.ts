import { expect, test } from 'vitest';
import { isMet } from './measurement.ts';
import { interleaved, percentile } from './statistics.ts';

test('a percentile is the smallest sample that so many do not exceed', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentile(samples, 0.5)).toBe(50);
  expect(percentile(samples, 0.95)).toBe(95);
  expect(percentile([7], 0.95)).toBe(7);
  expect(() => percentile([], 0.5)).toThrow();
});

test('both sides run as often, take turns at being first, and the warm-up is not counted', async () => {
  const order: string[] = [];
  const pair = await interleaved(20, () => ({
    ours: async () => order.push('ours'),
    bare: async () => order.push('bare'),
  }));
  expect(pair.ours).toHaveLength(20);
  expect(pair.bare).toHaveLength(20);
  expect(order).toHaveLength(2 * 22);
  expect(order.slice(0, 4)).toEqual(['ours', 'bare', 'bare', 'ours']);
});

test('a goal is met up to its ratio, or below its number', () => {
  const common = { what: 'x', unit: 'ms' } as const;
  expect(isMet({ ...common, rekey: 3, bare: 2, goal: { ratio: 1.5 } })).toBe(true);
  expect(isMet({ ...common, rekey: 3.1, bare: 2, goal: { ratio: 1.5 } })).toBe(false);
  expect(isMet({ ...common, rekey: 200, bare: null, goal: { under: 200 } })).toBe(false);
  expect(isMet({ ...common, rekey: 3, bare: 2, goal: null })).toBe(null);
});
