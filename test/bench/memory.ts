/** Memory of the main process, which is the browser host's own, used over HTTP as the page does. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ExportPiece } from '../../main/services/enrolment/service.ts';
import { startKeeper } from '../support/keeper.ts';
import { MOST } from './enrolment.ts';
import { type RunningHost, startHost } from './host.ts';
import type { Measurement } from './measurement.ts';

export async function measureMemory(parts: {
  url: string;
  platformKey: string;
  consoleKey: string;
  credentials: { name: string; password: string; code: string };
  lookups: number;
  /** What is searched for; the first user found is opened. */
  queries: readonly string[];
}): Promise<Measurement[]> {
  const keeper = await startKeeper('bench-memory');
  const host = await startHost(keeper, {
    REKEY_DATABASE_URL: parts.url,
    REKEY_PLATFORM_KEY: parts.platformKey,
    REKEY_CONSOLE_KEY: parts.consoleKey,
  });
  try {
    await host.call('session.signIn', parts.credentials);
    for (let lookup = 0; lookup < parts.lookups; lookup += 1) {
      const query = parts.queries[lookup % parts.queries.length];
      const page = (await host.call('users.search', { query })) as { users: { id: string }[] };
      const user = page.users[lookup % Math.max(1, page.users.length)];
      if (user) await host.call('users.view', { userId: user.id });
    }
    const memory = () => residentMegabytes(host.process.pid as number);
    const after = await memory();
    const { users, most } = await exportList(host, memory);
    return [
      {
        what: `memory of the main process after ${parts.lookups} lookups`,
        unit: 'MB',
        rekey: after,
        bare: null,
        goal: { under: 200 },
      },
      {
        what: `its growth while a list of ${users} users is then written`,
        unit: 'MB',
        rekey: Math.max(0, most - after),
        bare: null,
        goal: { under: 60 },
      },
    ];
  } finally {
    await host.stop();
    await keeper.release();
  }
}

/** How many pieces are asked for before the memory is looked at again. */
const OFTEN = 20;

async function exportList(
  host: RunningHost,
  memory: () => Promise<number>,
): Promise<{ users: number; most: number }> {
  const { exportId } = (await host.call('enrolment.startExport', { filter: {}, format: 'csv' })) as {
    exportId: string;
  };
  let most = 0;
  for (let pieces = 0; ; pieces += 1) {
    const piece = (await host.call('enrolment.nextOfExport', { exportId })) as ExportPiece;
    if (pieces % OFTEN === 0) most = Math.max(most, await memory());
    if (piece.done) return { users: piece.users, most };
    if (piece.users >= MOST) {
      await host.call('enrolment.stopExport', { exportId });
      return { users: piece.users, most };
    }
  }
}

async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return (Number(stdout.trim()) * 1024) / 1e6;
}
