/** From starting the browser host to its first answer, on a demo that is there already. */
import { startKeeper } from '../support/keeper.ts';
import { startHost } from './host.ts';
import type { Measurement } from './measurement.ts';
import { percentile } from './statistics.ts';

const STARTS = 7;

export async function measureStart(): Promise<Measurement> {
  const keeper = await startKeeper('bench-start');
  try {
    // Makes the demo.
    await (await startHost(keeper, {})).stop();
    const seconds: number[] = [];
    for (let start = 0; start < STARTS; start += 1) {
      const started = performance.now();
      const host = await startHost(keeper, {});
      seconds.push((performance.now() - started) / 1000);
      await host.stop();
    }
    return {
      what: `start of the browser host to its first answer, median of ${STARTS}`,
      unit: 's',
      rekey: percentile(seconds, 0.5),
      bare: null,
      goal: { under: 1 },
    };
  } finally {
    await keeper.release();
  }
}
