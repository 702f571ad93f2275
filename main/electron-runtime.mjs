/**
 * Electron's runtime is no part of its npm package: a download from GitHub brings it (about 110 MB, once).
 * Many networks block that, and dropped packets would leave a newcomer waiting, so the attempt is bounded.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const HOME = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** ms. Enough to unpack a copy that is in Electron's cache already. */
const WITHOUT_NETWORK = 8_000;
const WITH_NETWORK = 15 * 60_000;
const PROBE = 4_000;

/** The executable that is installed, or null. Electron's own index.js would start a download instead. */
export function installedRuntime() {
  const pathFile = join(HOME, 'path.txt');
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!override && !existsSync(pathFile)) return null;
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron';
  const executable = join(override || join(HOME, 'dist'), name);
  return existsSync(executable) ? executable : null;
}

/** @returns {Promise<string | null>} the executable, or null when it could not be had in time. */
export async function fetchRuntime({ announce }) {
  const child = spawn(process.execPath, [join(HOME, 'install.js')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  let limit = setTimeout(() => child.kill(), WITHOUT_NETWORK);
  void isReachable().then((reachable) => {
    if (!reachable || child.exitCode !== null) return;
    announce();
    clearTimeout(limit);
    limit = setTimeout(() => child.kill(), WITH_NETWORK);
  });
  await ended;
  clearTimeout(limit);
  return installedRuntime();
}

async function isReachable() {
  const mirror = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror;
  try {
    const address = mirror || 'https://github.com/electron/electron/releases';
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(PROBE) });
    return true;
  } catch {
    return false;
  }
}
