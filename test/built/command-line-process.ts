/** The built command line as a person or a script runs it: a process of its own, with nothing of our environment. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../support/command-line.ts';

export const CLI = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export async function rekey(
  args: readonly string[],
  environment: Environment,
  options: { input?: string } = {},
): Promise<Ended> {
  const child = startRekey(args, environment, ['pipe', 'pipe', 'pipe']);
  child.stdin?.end(options.input ?? '');
  return finished(child);
}

/** For tests of what happens while it runs. */
export function startRekey(
  args: readonly string[],
  environment: Environment,
  stdio: StdioOptions,
): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio,
  });
}

export async function finished(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  const [status, signal] = await once(child, 'close');
  return { status, signal, stdout, stderr };
}
