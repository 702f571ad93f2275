/** The browser host as a person starts it: a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Keeper } from '../support/keeper.ts';

const ENTRY = fileURLToPath(new URL('../../out/main/browser.js', import.meta.url));

export interface RunningHost {
  process: ChildProcess;
  /** Sends one call as the page does. @throws when it is refused */
  call(path: string, input?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Resolves when the page itself was answered. The keeper sees to it that the host does not outlive us. */
export async function startHost(keeper: Keeper, environment: NodeJS.ProcessEnv): Promise<RunningHost> {
  const child = spawn(process.execPath, [ENTRY, '--no-open'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, REKEY_DATA_DIR: keeper.folder, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  keeper.watch(child);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  try {
    const url = await readyUrl(child);
    const origin = new URL(url).origin;
    const entered = await fetch(url, { redirect: 'manual' });
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const page = await fetch(`${origin}/`, { headers: { cookie } });
    if (page.status !== 200) throw new Error(`the page was answered with ${page.status}`);
    await page.arrayBuffer();
    return { process: child, call: (path, input) => call(origin, cookie, path, input), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readyUrl(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      printed += chunk;
      const url = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed);
      if (url) resolve(url[0]);
    });
    child.once('exit', (code) => reject(new Error(`the browser host ended with ${code}: ${printed}`)));
  });
}

async function call(origin: string, cookie: string, path: string, input: unknown): Promise<unknown> {
  const response = await fetch(`${origin}/api/call`, {
    method: 'POST',
    headers: { cookie, origin, 'content-type': 'application/json' },
    body: JSON.stringify({ path, input }),
  });
  const answer = (await response.json()) as
    | { ok: true; data: unknown }
    | { ok: false; error: { code: string } };
  if (!answer.ok) throw new Error(`${path}: ${answer.error.code}`);
  return answer.data;
}
