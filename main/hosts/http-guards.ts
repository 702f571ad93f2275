import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { z } from 'zod';
import { RekeyError } from '../../db/errors.ts';

/** Bytes a call's body may have. */
const MAX_BODY = 1024 * 1024;

/**
 * Who sent a request to a server on this machine. `Host` must name this very server, or a name that an attacker points
 * at 127.0.0.1 would make their page same-origin with ours (DNS rebinding). `Origin` and `Sec-Fetch-Site` tell our own
 * page from another site's (CSRF); an address that was typed or followed has no Origin.
 */
export function senderOf(
  headers: IncomingHttpHeaders,
  port: number,
): 'own-page' | 'no-page' | 'another-site' | 'another-host' {
  const { host, origin } = headers;
  const site = headers['sec-fetch-site'] ?? 'same-origin';
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'another-host';
  if (origin === `http://${host}` && site === 'same-origin') return 'own-page';
  return origin === undefined && ['same-origin', 'none'].includes(site) ? 'no-page' : 'another-site';
}

/** @throws RekeyError BAD_INPUT for anything but uncompressed JSON: a form or a "simple" cross-site post is neither. */
export function assertJson(headers: IncomingHttpHeaders): void {
  const type = headers['content-type'] ?? '';
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw new RekeyError('BAD_INPUT', { why: 'a call is application/json' });
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new RekeyError('BAD_INPUT', { why: 'a call is not compressed' });
  }
}

const CALL = z.object({ path: z.string(), input: z.unknown().optional() });

/**
 * Reads a call: `{ "path": "users.search", "input": … }`.
 * @throws RekeyError TOO_LARGE (as soon as it is known; what is left is unread), BAD_INPUT
 */
export async function readCall(request: IncomingMessage): Promise<{ path: string; input?: unknown }> {
  const body = await readBody(request);
  try {
    return CALL.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    throw new RekeyError('BAD_INPUT', { why: 'a call is JSON and names its procedure in "path"' });
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw new RekeyError('TOO_LARGE');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BODY) throw new RekeyError('TOO_LARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
