/** Configuration → demo database → the sandbox platform, for `npm run sandbox`. The console serves it by itself when asked. */
import { mkdirSync } from 'node:fs';
import { openDatabase } from '../db/database.ts';
import { RekeyError } from '../db/errors.ts';
import { otherEnd } from '../db/platforms/registry.ts';
import { translateError } from '../db/translate-error.ts';
import { type Configuration, demoKeyOf } from './configuration.ts';
import type { SandboxServer } from './sandbox/server.ts';
import { serveDemo } from './serve-demo.ts';
import type { Clock } from './services/clock.ts';

/**
 * A demo that was never started is made first.
 * @throws RekeyError DEMO_ONLY on any database that is not a demo; nothing is read of it or written to it. PORT_TAKEN, DATABASE_*
 */
export async function openSandbox(
  configuration: Configuration,
  { clock, port }: { clock: Clock; port: number },
): Promise<SandboxServer> {
  const unconfigured = configuration.source === 'demo';
  if (unconfigured) mkdirSync(configuration.dataDirectory, { recursive: true, mode: 0o700 });
  const database = openDatabase(configuration.database);
  try {
    if (!unconfigured && !(await otherEnd.isDemo(database))) throw new RekeyError('DEMO_ONLY');
    const server = await serveDemo({
      database,
      key: demoKeyOf(configuration),
      clock,
      port,
    });
    return {
      address: server.address,
      close: () => server.close().finally(() => database.close()),
    };
  } catch (error) {
    await database.close();
    throw translateError(error);
  }
}
