import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { close, listen } from '../hosts/local-server.ts';
import type { Clock } from '../services/clock.ts';
import type { SandboxPlatform } from '../services/sandbox/platform.ts';
import { sandboxApp } from './app.ts';

export interface SandboxServer {
  /** `http://127.0.0.1:PORT` */
  address: string;
  /** Takes no new requests, waits up to 2 s for those that run. */
  close(): Promise<void>;
}

/** ms that running requests are given at the end. */
const GRACE = 2_000;

/**
 * Serves the platform's pages on 127.0.0.1 and nowhere else. Whether the database is a demo is for the caller to know.
 * @param options.port 0 for any free one. @throws RekeyError PORT_TAKEN
 */
export async function startSandboxServer(options: {
  platform: SandboxPlatform;
  clock: Clock;
  port: number;
}): Promise<SandboxServer> {
  const { app, site } = sandboxApp(options);
  const server = createAdaptorServer({
    fetch: app.fetch,
    // The console's own requests are none of this server's business.
    overrideGlobalObjects: false,
    serverOptions: { requestTimeout: 30_000 },
  }) as Server;
  site.port = await listen(server, options.port);
  return { address: `http://127.0.0.1:${site.port}`, close: () => close(server, GRACE) };
}
