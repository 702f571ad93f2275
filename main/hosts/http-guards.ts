import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { RekeyError } from '../../db/errors.ts';

/** Bytes a call's body may have. */
const MAX_BODY = 1024 * 1024;

/**
 * Refuses what another site could have sent. `Host` must name this very server, or a name that an attacker
 * points at 127.0.0.1 would make their page same-origin with ours (DNS rebinding). `Origin` and
 * `Sec-Fetch-Site` must name our own page (CSRF); a call, which changes things, must carry an Origin.
 * @throws RekeyError FOREIGN_REQUEST
 */
export function refuseForeign(headers: IncomingHttpHeaders, port: number, isCall: boolean): void {
  const { host, origin } = headers;
  const ours = host === `127.0.0.1:${port}` || host === `localhost:${port}`;
  const originFits = origin === undefined ? !isCall : origin === `http://${host}`;
  const site = headers['sec-fetch-site'];
  const siteFits = site === undefined || site === 'same-origin' || (site === 'none' && !isCall);
  if (!ours || !originFits || !siteFits) throw new RekeyError('FOREIGN_REQUEST');
}

/** @throws RekeyError BAD_INPUT for anything but uncompressed JSON: a form or a "simple" cross-site post is neither. */
export function refuseOtherThanJson(headers: IncomingHttpHeaders): void {
  const type = headers['content-type'] ?? '';
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw new RekeyError('BAD_INPUT', { why: 'a call is application/json' });
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new RekeyError('BAD_INPUT', { why: 'a call is not compressed' });
  }
}

/**
 * Reads a call: `{ "path": "users.search", "input": … }`.
 * @throws RekeyError TOO_LARGE (as soon as it is known), BAD_INPUT
 */
export async function readCall(request: IncomingMessage): Promise<{ path: string; input: unknown }> {
  const call = parse(await readBody(request));
  if (typeof call !== 'object' || call === null || !('path' in call) || typeof call.path !== 'string') {
    throw new RekeyError('BAD_INPUT', { why: 'a call names its procedure in "path"' });
  }
  return { path: call.path, input: 'input' in call ? call.input : undefined };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw new RekeyError('TOO_LARGE');
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY) reject(new RekeyError('TOO_LARGE'));
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new RekeyError('BAD_INPUT', { why: 'the call was cut off' })));
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new RekeyError('BAD_INPUT', { why: 'the call is not JSON' });
  }
}
