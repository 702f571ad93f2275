/** The browser host as a person starts it: a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface HostProcess {
  child: ChildProcessWithoutNullStreams;
  /** All that it printed so far, on both streams. */
  printed(): string;
  /** Waits for what it prints. @throws when it ends before that */
  prints(text: RegExp): Promise<RegExpExecArray>;
  /** Its exit status. */
  ended: Promise<number | NodeJS.Signals | null>;
}

export function startHost(
  args: string[],
  environment: NodeJS.ProcessEnv,
  what: { script?: string } | { program: string } = {},
): HostProcess {
  const [program, ...before] =
    'program' in what ? [what.program] : [process.execPath, what.script ?? 'out/main/browser.js'];
  const child = spawn(program, [...before, ...args], {
    cwd: ROOT,
    env: { ...unconfigured(), ...environment },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk;
    });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const prints = async (wanted: RegExp) => {
    const looking = new AbortController();
    const found = new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = wanted.exec(text);
        if (match) resolve(match);
      };
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', look);
        looking.signal.addEventListener('abort', () => stream.off('data', look));
      }
      void ended.then(() => {
        look();
        reject(new Error(`The host ended and had printed:\n${text}`));
      });
      look();
    });
    return found.finally(() => looking.abort());
  };
  return { child, printed: () => text, prints, ended };
}

/** Whatever the caller's own Rekey is set up to use is none of the tests' business. */
function unconfigured(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('REKEY_')));
}

export const READY = /Rekey is ready at http:\/\/127\.0\.0\.1:(\d+)\/\?token=([\w-]{43})\n/;
