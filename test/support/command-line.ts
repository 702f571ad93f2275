/** The command line, run in this process: all of it but the process. See test/built/command-line.test.ts for that. */
import { Interruption } from '../../main/cli/interruption.ts';
import { run } from '../../main/cli/run.ts';

export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

export interface Failure {
  error: { code: string; message: string; next: string; facts: Record<string, string | number> };
}

export type Environment = Record<string, string>;

export async function rekey(
  args: readonly string[],
  environment: Environment,
  options: {
    firstLine?: string | undefined;
    watched?: boolean;
    outGoesNowhere?: boolean;
    /** To what is asked at the terminal; null: Ctrl-D. Absent: there is no terminal. */
    answers?: (question: string) => string | null;
  } = {},
): Promise<Ran> {
  const ran: Ran = { status: 0, stdout: '', stderr: '' };
  ran.status = await run(args, {
    terminal: {
      env: environment,
      out: async (text) => {
        ran.stdout += text;
        return null;
      },
      err: (text) => {
        ran.stderr += text;
      },
      watched: options.watched ?? false,
      outGoesNowhere: options.outGoesNowhere ?? false,
      ask: async (question) => options.answers?.(question) ?? null,
      readLine: async () => options.firstLine ?? '',
    },
    interruption: new Interruption(() => {}),
    version: '0.0.0',
  });
  return ran;
}

/** With --json: what stdout held, which must be one JSON value on one line and nothing else. */
export async function rekeyJson<T>(
  args: readonly string[],
  environment: Environment,
): Promise<Ran & { value: T }> {
  const ran = await rekey([...args, '--json'], environment);
  return { ...ran, value: oneValue<T>(ran.stdout) };
}

export function oneValue<T>(stdout: string): T {
  if (!/^[^\n]+\n$/.test(stdout)) throw new Error(`stdout is not one line: ${JSON.stringify(stdout)}`);
  return JSON.parse(stdout) as T;
}
