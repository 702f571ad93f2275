/** The sandbox platform on a database that is known to be a demo. */
import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { otherEnd, referenceKind } from '../db/platforms/registry.ts';
import { type SandboxServer, startSandboxServer } from './sandbox/server.ts';
import type { Clock } from './services/clock.ts';
import { createSandboxPlatform } from './services/sandbox/create-platform.ts';

/** A demo of an earlier version is brought up to date. @throws RekeyError PORT_TAKEN, DATABASE_* */
export async function serveDemo(options: {
  database: Database;
  key: Buffer;
  clock: Clock;
  port: number;
}): Promise<SandboxServer> {
  const { database, key, clock, port } = options;
  await migrate(database, referenceKind, { platform: true });
  await otherEnd.seedDemo(database, { key, now: clock() });
  return startSandboxServer({ platform: createSandboxPlatform({ database, key, clock }), clock, port });
}
