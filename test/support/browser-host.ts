/** The browser host as a person finds it: ready, with a data directory of its own, and gone when the tests are. */
import { join } from 'node:path';
import { startHost } from '../built/host-process.ts';
import { startKeeper } from './keeper.ts';

export interface RunningHost {
  port: number;
  dataDirectory: string;
  /** With a one-time token that nobody has used yet. */
  freshAddress(): Promise<string>;
  /** All that it printed so far, on both streams. */
  printed(): string;
  /** As Ctrl+C does. Resolves with the exit status. */
  stop(): Promise<number | NodeJS.Signals | null>;
}

/**
 * Without `environment` it is the demo.
 * @throws with all that it printed, when it ends instead of being ready.
 */
export async function startBrowserHost(environment: Record<string, string> = {}): Promise<RunningHost> {
  const keeper = await startKeeper('host');
  const dataDirectory = join(keeper.folder, 'data');
  const { child, printed, prints, ended } = startHost(['--no-open'], {
    REKEY_DATA_DIR: dataDirectory,
    ...environment,
  });
  keeper.watch(child);

  let taken = 0;
  const nextAddress = async () => {
    const [text] = await prints(new RegExp(`(?:[^]*Rekey is ready at .*\\n){${taken + 1}}`)).catch(
      async (error) => {
        await keeper.release();
        throw error;
      },
    );
    taken += 1;
    return text.trimEnd().split(' ').at(-1) ?? '';
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
      child.stdin.write('\n');
      return nextAddress();
    },
    printed,
    stop: async () => {
      child.kill('SIGTERM');
      const status = await ended;
      await keeper.release();
      return status;
    },
  };
}
