/** A client that, unlike fetch, sends any header and any path as it is told. */
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Ask {
  port: number;
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

export function ask({ port, method = 'GET', path = '/', headers = {}, body }: Ask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** What the page itself sends. */
export function call(port: number, cookie: string, path: string, input?: unknown): Promise<Reply> {
  return ask({
    port,
    method: 'POST',
    path: '/api/call',
    headers: { cookie, origin: `http://127.0.0.1:${port}`, 'content-type': 'application/json' },
    body: JSON.stringify({ path, input }),
  });
}

/** Spends the token; what a browser would keep of the Set-Cookie header. */
export async function enter(port: number, token: string): Promise<string> {
  const { headers } = await ask({ port, path: `/?token=${token}` });
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}
