/** Memory of the main process after many lookups: the browser host's own process, used over HTTP as the page does. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startKeeper } from '../support/keeper.ts';
import { startHost } from './host.ts';
import type { Measurement } from './measurement.ts';

export async function measureMemory(parts: {
  url: string;
  platformKey: string;
  credentials: { name: string; password: string; code: string };
  lookups: number;
  /** What is searched for; the first user found is opened. */
  queries: readonly string[];
}): Promise<Measurement> {
  const keeper = await startKeeper('bench-memory');
  const host = await startHost(keeper, {
    REKEY_DATABASE_URL: parts.url,
    REKEY_PLATFORM_KEY: parts.platformKey,
  });
  try {
    await host.call('session.signIn', parts.credentials);
    for (let lookup = 0; lookup < parts.lookups; lookup += 1) {
      const query = parts.queries[lookup % parts.queries.length];
      const page = (await host.call('users.search', { query })) as { users: { id: string }[] };
      const user = page.users[lookup % Math.max(1, page.users.length)];
      if (user) await host.call('users.view', { userId: user.id });
    }
    return {
      what: `memory of the main process after ${parts.lookups} lookups`,
      unit: 'MB',
      rekey: await residentMegabytes(host.process.pid as number),
      bare: null,
      goal: { under: 200 },
    };
  } finally {
    await host.stop();
    await keeper.release();
  }
}

async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return (Number(stdout.trim()) * 1024) / 1e6;
}
