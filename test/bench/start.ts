/** From starting the browser host to its first answer, on a demo that is there already. */
import { rm } from 'node:fs/promises';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';
import { startHost } from './host.ts';
import type { Measurement } from './measurement.ts';
import { percentile } from './statistics.ts';

const STARTS = 7;

export async function measureStart(): Promise<Measurement> {
  const folder = await makeTemporaryFolder('bench-start');
  const environment = { REKEY_DATA_DIR: folder, REKEY_DATABASE_URL: '', REKEY_PLATFORM_KEY: '' };
  try {
    // Makes the demo.
    await (await startHost(environment)).stop();
    const seconds: number[] = [];
    for (let start = 0; start < STARTS; start += 1) {
      const started = performance.now();
      const host = await startHost(environment);
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
    await rm(folder, { recursive: true, force: true });
  }
}
