import { createServer, type IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { RekeyError } from '../../db/errors.ts';
import type { Console } from '../console.ts';
import type { Seat } from '../host.ts';
import { type Entrance, openEntrance } from './entrance.ts';
import { assertJson, readCall, senderOf } from './http-guards.ts';
import { close, listen } from './local-server.ts';
import { headersFor } from './page-policy.ts';
import { problemPage } from './problem.ts';
import type { StaticFiles } from './static-files.ts';

export interface BrowserServer {
  port: number;
  entrance: Entrance;
  /** Takes no new calls, waits up to 5 s for those that run, and closes every connection. */
  close(): Promise<void>;
}

interface Parts {
  console: Pick<Console, 'call'>;
  files: StaticFiles;
  port: number;
}

/** ms that running calls and half-read requests are given at the end. */
const GRACE = 5_000;

const CALL = '/api/call';

/**
 * Serves the page and its calls on 127.0.0.1, to browsers that came in with a one-time token and to no other.
 * @param options.port 0 for any free one. @throws RekeyError PORT_TAKEN
 */
export async function startBrowserServer(options: Parts): Promise<BrowserServer> {
  const server = createServer({ requestTimeout: 30_000 });
  const port = await listen(server, options.port);
  const entrance = openEntrance();
  const { fetch } = appOf({ ...options, port }, entrance);
  server.on('request', (incoming, outgoing) => {
    // Called for what can be no address and no host: the app does not see it.
    const errorHandler = () => {
      const foreign = senderOf(incoming.headers, port) === 'another-host';
      return refusal(incoming, new RekeyError(foreign ? 'FOREIGN_REQUEST' : 'NO_SUCH_ADDRESS'));
    };
    void getRequestListener(fetch, { overrideGlobalObjects: false, errorHandler })(incoming, outgoing);
  });
  return { port, entrance, close: () => close(server, GRACE) };
}

function appOf({ console, files, port }: Parts, entrance: Entrance) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  // Cookies ignore ports (RFC 6265, section 8.5), so each instance's cookie carries its own in the name.
  const cookieName = `rekey-${port}`;
  const seatOf = (c: Context): Seat | null => entrance.seatOf(getCookie(c, cookieName));
  const seated = (c: Context): Seat => {
    const seat = seatOf(c);
    if (!seat) throw new RekeyError('SHUT_OUT');
    return seat;
  };

  app.use(async (c, next) => {
    const sender = senderOf(c.env.incoming.headers, port);
    // A call, which changes things, comes from the page; the page itself is asked for by an address as well.
    const fits = sender === 'own-page' || (sender === 'no-page' && c.req.path !== CALL);
    if (!fits) throw new RekeyError('FOREIGN_REQUEST');
    await next();
  });

  app.post(CALL, async (c) => {
    const seat = seated(c);
    assertJson(c.env.incoming.headers);
    const { path, input } = await readCall(c.env.incoming);
    const answer = await console.call(seat, path, input);
    const unknown = !answer.ok && answer.error.code === 'NO_SUCH_PROCEDURE';
    return c.body(JSON.stringify(answer), unknown ? 404 : 200, headersFor('application/json'));
  });
  app.all(CALL, () => {
    throw new RekeyError('WRONG_METHOD');
  });

  app.get('/', async (c, next) => {
    const token = c.req.query('token');
    // A HEAD request, which is routed as a GET, does not spend the token.
    if (token === undefined || c.req.method !== 'GET') return await next();
    // A browser that is in already keeps its seat, and an unused token its use.
    if (!seatOf(c)) {
      const cookie = entrance.exchange(token);
      if (!cookie) throw new RekeyError('SHUT_OUT');
      setCookie(c, cookieName, cookie, { path: '/', httpOnly: true, sameSite: 'Strict' });
    }
    return c.body(null, 303, { ...headersFor('text/plain; charset=utf-8'), Location: '/' });
  });
  app.get('*', (c) => {
    seated(c);
    // As it was sent: no path is decoded or normalised.
    const file = files.get(c.env.incoming.url ?? '');
    if (!file) throw new RekeyError('NO_SUCH_ADDRESS');
    const headers = {
      ...headersFor(file.contentType, file.immutable),
      'Content-Length': `${file.body.length}`,
    };
    return c.body(new Uint8Array(file.body), 200, headers);
  });
  app.all('*', () => {
    throw new RekeyError('WRONG_METHOD');
  });
  app.onError((error, c) => refusal(c.env.incoming, error));
  return app;
}

const STATUS: Partial<Record<string, number>> = {
  SHUT_OUT: 401,
  FOREIGN_REQUEST: 403,
  NO_SUCH_ADDRESS: 404,
  WRONG_METHOD: 405,
  TOO_LARGE: 413,
  BAD_INPUT: 400,
};

/** Calls are answered in JSON, pages in words. */
function refusal(request: IncomingMessage, error: unknown): Response {
  const { code, message, next } = error instanceof RekeyError ? error : new RekeyError('INTERNAL');
  const isCall = request.url === CALL;
  const body = isCall
    ? JSON.stringify({ ok: false, error: { code, message, next } })
    : problemPage(message, [next]);
  const status = STATUS[code] ?? 500;
  const headers = new Headers(headersFor(isCall ? 'application/json' : 'text/html; charset=utf-8'));
  headers.set('Content-Length', `${Buffer.byteLength(body)}`);
  if (status === 405) headers.set('Allow', isCall ? 'POST' : 'GET, HEAD');
  if (!hasUnreadBody(request)) return new Response(body, { status, headers });
  headers.set('Connection', 'close');
  return new Response(endingAfter(request, body), { status, headers });
}

function hasUnreadBody({ complete, headers }: IncomingMessage): boolean {
  const announced = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return announced && !complete;
}

/** The answer at once, its end after the request's: closing on who still sends would reset the connection and lose the answer. */
function endingAfter(request: IncomingMessage, body: string): ReadableStream {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(Buffer.from(body));
      const sent = finished(request.resume(), { signal: AbortSignal.timeout(GRACE) });
      await sent.catch(() => undefined);
      controller.close();
    },
  });
}
