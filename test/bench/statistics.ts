/** Samples in, the numbers that are told out. */
import type { Measurement } from './measurement.ts';

/** The smallest sample that at least `share` (0 to 1) of all samples do not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('no samples');
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}

/** ms that `work` took. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export interface Pair {
  ours: number[];
  bare: number[];
}

/**
 * Both sides of a ratio, one after the other in one loop, so that whatever else the machine does hits both; who goes
 * first changes each time, so that neither always finds the caches warm. The first tenth is thrown away.
 */
export async function interleaved(
  rounds: number,
  prepare: (round: number) => { ours: () => Promise<unknown>; bare: () => Promise<unknown> },
): Promise<Pair> {
  const warmUp = Math.ceil(rounds / 10);
  const pair: Pair = { ours: [], bare: [] };
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const sides = prepare(round);
    const order = round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const);
    for (const side of order) {
      const took = await timed(sides[side]);
      if (round >= warmUp) pair[side].push(took);
    }
  }
  return pair;
}

/** The usual and the slow one in ms; the goal is the slow one's. */
export function byPercentile(what: string, pair: Pair, ratio: number): Measurement[] {
  return [0.5, 0.95].map((share) => ({
    what: `${what}, p${share * 100}`,
    unit: 'ms',
    rekey: percentile(pair.ours, share),
    bare: percentile(pair.bare, share),
    goal: share === 0.95 ? { ratio } : null,
  }));
}
