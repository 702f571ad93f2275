/** The one way out of the page: a call by procedure path, over Electron's preload or over HTTP to the browser host. */
import type { Answer } from '../main/host.ts';
import { Problem } from './problem.ts';

declare global {
  interface Window {
    /** Put there by the preload script; absent in the browser host. */
    rekey?: { call(path: string, input: unknown): Promise<Answer> };
  }
}

/** @throws Problem whatever goes wrong, on either side. */
export async function call(path: string, input: unknown, signal?: AbortSignal | null): Promise<unknown> {
  const answer = window.rekey
    ? await overIpc(window.rekey, path, input)
    : await overHttp(path, input, signal);
  if (answer.ok) return answer.data;
  throw new Problem(answer.error);
}

async function overIpc(bridge: NonNullable<Window['rekey']>, path: string, input: unknown): Promise<Answer> {
  try {
    return await bridge.call(path, input);
  } catch {
    throw Problem.unreachable();
  }
}

async function overHttp(path: string, input: unknown, signal?: AbortSignal | null): Promise<Answer> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch('/api/call', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path, input }),
      signal: signal ?? null,
    });
    body = await response.json().catch(() => null);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw Problem.unreachable();
  }
  if (isAnswer(body)) return body;
  if (response.status === 401 || response.status === 403) throw Problem.shutOut();
  throw Problem.unreachable();
}

function isAnswer(body: unknown): body is Answer {
  return typeof body === 'object' && body !== null && typeof (body as { ok?: unknown }).ok === 'boolean';
}
