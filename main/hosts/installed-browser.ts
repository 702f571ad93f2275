import { posix, win32 } from 'node:path';

/** A browser that can show a page as a window of its own (`--app`): Chrome, Chromium or Edge. */
export interface InstalledBrowser {
  name: string;
  executable: string;
}

/** What is looked at to find one; tests bring their own. */
export interface Machine {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** Numeric user id; null where there is none (Windows). */
  userId: number | null;
  exists(path: string): boolean;
}

/** Why no window can be opened here, whatever is installed; null when one can, or when REKEY_BROWSER says so. */
export function windowlessBecause({ platform, env, userId }: Machine): string | null {
  if (platform !== 'linux' || env.REKEY_BROWSER) return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  // It would need --no-sandbox, and a browser without its sandbox is not opened on anybody's behalf.
  if (userId === 0) return 'a browser keeps its sandbox only for users other than root';
  return null;
}

/** The first that is installed, in the order Chrome, Edge, Chromium; REKEY_BROWSER names another. */
export function findBrowser(machine: Machine): InstalledBrowser | null {
  const { env } = machine;
  if (env.REKEY_BROWSER) return { name: 'the browser of REKEY_BROWSER', executable: env.REKEY_BROWSER };
  return candidates(machine).find(({ executable }) => machine.exists(executable)) ?? null;
}

function candidates({ platform, env }: Machine): InstalledBrowser[] {
  if (platform === 'win32') return onWindows(env);
  if (platform === 'darwin') return onMac(env);
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return LINUX.flatMap(([name, command]) =>
    folders.map((folder) => ({ name, executable: posix.join(folder, command) })),
  );
}

const LINUX = [
  ['Google Chrome', 'google-chrome-stable'],
  ['Google Chrome', 'google-chrome'],
  ['Microsoft Edge', 'microsoft-edge-stable'],
  ['Microsoft Edge', 'microsoft-edge'],
  ['Chromium', 'chromium'],
  ['Chromium', 'chromium-browser'],
] as const;

function onMac(env: Machine['env']): InstalledBrowser[] {
  const folders = ['/Applications', ...(env.HOME ? [posix.join(env.HOME, 'Applications')] : [])];
  return ['Google Chrome', 'Microsoft Edge', 'Chromium'].flatMap((name) =>
    folders.map((folder) => ({ name, executable: posix.join(folder, `${name}.app/Contents/MacOS`, name) })),
  );
}

function onWindows(env: Machine['env']): InstalledBrowser[] {
  const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter(
    (folder) => folder !== undefined,
  );
  return WINDOWS.flatMap(([name, path]) =>
    folders.map((folder) => ({ name, executable: win32.join(folder, path) })),
  );
}

const WINDOWS = [
  ['Google Chrome', 'Google\\Chrome\\Application\\chrome.exe'],
  ['Microsoft Edge', 'Microsoft\\Edge\\Application\\msedge.exe'],
  ['Chromium', 'Chromium\\Application\\chrome.exe'],
] as const;

/**
 * Where a browser may keep the profile of its window. A snap sees no hidden folder of the home directory
 * but its own, and Rekey's data directory usually is in one.
 */
export function profileRoot({ executable }: InstalledBrowser, dataDirectory: string, home: string): string {
  return executable.startsWith('/snap/') ? posix.join(home, 'snap/chromium/common') : dataDirectory;
}
