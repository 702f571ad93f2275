import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { RekeyError } from '../../db/errors.ts';
import type { Console } from '../console.ts';
import type { Seat } from '../host.ts';
import { type Entrance, openEntrance } from './entrance.ts';
import { readCall, refuseForeign, refuseOtherThanJson } from './http-guards.ts';
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

type CallTarget = Pick<Console, 'call'>;

/** ms that running calls and half-read requests are given at the end. */
const GRACE = 5_000;

/**
 * Serves the page and its calls on 127.0.0.1, to browsers that came in with a one-time token and to no other.
 * @param options.port 0 for any free one. @throws RekeyError PORT_TAKEN
 */
export async function startBrowserServer(options: {
  console: CallTarget;
  files: StaticFiles;
  port: number;
}): Promise<BrowserServer> {
  const server = createServer({ requestTimeout: 30_000 });
  const port = await listen(server, options.port);
  const entrance = openEntrance(`rekey-${port}`);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const isCall = request.url === '/api/call';
    handle({ ...options, entrance, port, isCall }, request, response).catch((error: unknown) => {
      refuse(response, isCall, error);
    });
  });
  return { port, entrance, close: () => close(server, GRACE) };
}

interface Desk {
  console: CallTarget;
  files: StaticFiles;
  entrance: Entrance;
  port: number;
  isCall: boolean;
}

async function handle(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  refuseForeign(request.headers, desk.port, desk.isCall);
  if (desk.isCall) return await answerCall(desk, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new RekeyError('WRONG_METHOD');
  servePage(desk, request, response);
}

async function answerCall(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') throw new RekeyError('WRONG_METHOD');
  const seat = seatOf(desk, request);
  refuseOtherThanJson(request.headers);
  const { path, input } = await readCall(request);
  const answer = await desk.console.call(seat, path, input);
  const unknown = !answer.ok && answer.error.code === 'NO_SUCH_PROCEDURE';
  send(response, unknown ? 404 : 200, headersFor('application/json'), JSON.stringify(answer));
}

function servePage(desk: Desk, request: IncomingMessage, response: ServerResponse): void {
  const { url = '/', method } = request;
  if (url.startsWith(TOKEN_PREFIX) && method === 'GET') {
    letIn(desk, url.slice(TOKEN_PREFIX.length), request, response);
    return;
  }
  seatOf(desk, request);
  const file = desk.files.get(url);
  if (!file) throw new RekeyError('NO_SUCH_ADDRESS');
  send(response, 200, headersFor(file.contentType, file.immutable), file.body);
}

const TOKEN_PREFIX = '/?token=';

/** A browser that is in already keeps its seat, and an unused token its use. */
function letIn(desk: Desk, token: string, request: IncomingMessage, response: ServerResponse): void {
  const headers: Record<string, string> = { ...headersFor('text/plain; charset=utf-8'), Location: '/' };
  if (!desk.entrance.seatOf(request.headers.cookie)) {
    const bought = desk.entrance.exchange(token);
    if (!bought) throw new RekeyError('SHUT_OUT');
    headers['Set-Cookie'] = `rekey-${desk.port}=${bought.cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }
  send(response, 303, headers, '');
}

function seatOf({ entrance }: Desk, request: IncomingMessage): Seat {
  const seat = entrance.seatOf(request.headers.cookie);
  if (!seat) throw new RekeyError('SHUT_OUT');
  return seat;
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
function refuse(response: ServerResponse, isCall: boolean, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, next } = error instanceof RekeyError ? error : new RekeyError('INTERNAL');
  const status = STATUS[code] ?? 500;
  if (status === 405) response.setHeader('Allow', isCall ? 'POST' : 'GET, HEAD');
  const body = isCall
    ? JSON.stringify({ ok: false, error: { code, message, next } })
    : problemPage(message, [next]);
  send(response, status, headersFor(isCall ? 'application/json' : 'text/html; charset=utf-8'), body);
}

/** A body that was refused unread is read away first: closing on its sender would reset the connection and lose the answer. */
function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer,
): void {
  const { req: request } = response;
  const unread = hasUnreadBody(request);
  if (unread) response.setHeader('Connection', 'close');
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  if (!unread) {
    response.end(body);
    return;
  }
  response.write(body);
  const close = () => response.end();
  const impatience = setTimeout(close, GRACE);
  request.once('close', () => clearTimeout(impatience));
  request.once('end', close);
  request.resume();
}

function hasUnreadBody({ complete, headers }: IncomingMessage): boolean {
  const announced = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  return announced && !complete;
}
