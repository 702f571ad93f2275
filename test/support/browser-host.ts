/** The browser host as a person gets it: the built program in a process of its own, with a data directory of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startKeeper } from './keeper.ts';

const PROGRAM = fileURLToPath(new URL('../../out/main/browser.js', import.meta.url));
/** ms; the first start of the demo makes its 2,000 users. */
const START_TIMEOUT = 60_000;

export interface RunningHost {
  port: number;
  dataDirectory: string;
  /** With a one-time token that nobody has used yet. */
  freshAddress(): Promise<string>;
  /** All that it said so far, on both streams. */
  said(): string;
  /** As Ctrl+C does. Resolves with the exit code; null when it had to be killed. */
  stop(): Promise<number | null>;
}

/**
 * Without `environment` it is the demo. Nothing of the caller's own REKEY_ settings reaches it.
 * @throws with all that it said, when it ends or stays silent instead of being ready.
 */
export async function startBrowserHost(environment: Record<string, string> = {}): Promise<RunningHost> {
  const keeper = await startKeeper('host');
  const dataDirectory = join(keeper.folder, 'data');
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('REKEY_'));
  const host = spawn(process.execPath, [PROGRAM, '--no-open'], {
    env: { ...Object.fromEntries(inherited), REKEY_DATA_DIR: dataDirectory, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  keeper.watch(host);
  let said = '';
  for (const stream of [host.stdout, host.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }

  const addresses = () =>
    [...said.matchAll(/^Rekey is ready at (\S+)$/gm)].map(([, address]) => address ?? '');
  let taken = 0;
  const nextAddress = async (): Promise<string> => {
    const deadline = Date.now() + START_TIMEOUT;
    while (addresses().length <= taken) {
      if (host.exitCode !== null || Date.now() > deadline) {
        await keeper.release();
        throw new Error(`The browser host is not ready (exit code ${host.exitCode}). It said:\n${said}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    taken += 1;
    return addresses()[taken - 1] ?? '';
  };

  let unused: string | null = await nextAddress();
  return {
    port: Number(new URL(unused).port),
    dataDirectory,
    freshAddress: async () => {
      const address = unused;
      unused = null;
      if (address) return address;
      // A line on its standard input asks for another.
      host.stdin.write('\n');
      return nextAddress();
    },
    said: () => said,
    stop: async () => {
      if (host.exitCode === null && host.signalCode === null) {
        host.kill('SIGTERM');
        await Promise.race([once(host, 'exit'), new Promise((resolve) => setTimeout(resolve, 15_000))]);
      }
      await keeper.release();
      return host.exitCode;
    },
  };
}
