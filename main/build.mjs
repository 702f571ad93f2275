/**
 * Builds out/ with electron-vite, unless what is there was built from exactly these sources.
 * The new build takes the place of the old one by a rename, so that a program that starts meanwhile
 * finds one or the other and never half of each. Plain JavaScript: it runs before anything is built.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OUT = join(ROOT, 'out');
const FINGERPRINT = 'built-from';
const SOURCES = ['db', 'main', 'preload', 'renderer'];
const SETTINGS = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/**
 * @param {{ announce?: () => void }} [options] `announce` is called when there is something to build.
 * @returns {Promise<boolean>} false when out/ was up to date.
 */
export async function build({ announce = () => {} } = {}) {
  const fingerprint = await fingerprintOfSources();
  if ((await readFile(join(OUT, FINGERPRINT), 'utf8').catch(() => '')) === fingerprint) return false;
  announce();
  await removeRemains();
  const staging = join(ROOT, `out.${process.pid}.new`);
  try {
    await runElectronVite(staging);
    await writeFile(join(staging, FINGERPRINT), fingerprint);
    await replace(OUT, staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return true;
}

/** A process of its own: the bundler's memory and environment are none of the caller's. All it says goes to stderr. */
async function runElectronVite(outDirectory) {
  const home = dirname(createRequire(import.meta.url).resolve('electron-vite/package.json'));
  const args = [join(home, 'bin/electron-vite.js'), 'build', '--logLevel', 'warn', '--outDir', outDirectory];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('Rekey could not be built; the reason is above.');
}

/** Of builds that were killed. */
async function removeRemains() {
  const remains = (await readdir(ROOT)).filter((name) => {
    const [, processId] = /^out\.(\d+)\.new/.exec(name) ?? [];
    return processId && !isAlive(Number(processId));
  });
  await Promise.all(remains.map((name) => rm(join(ROOT, name), { recursive: true, force: true })));
}

function isAlive(processId) {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Another build may do the same at the same time: whoever comes last wins, and both are whole. */
async function replace(target, replacement) {
  const old = `${replacement}.old`;
  for (let attempt = 1; ; attempt++) {
    await rename(target, old).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    try {
      return await rename(replacement, target);
    } catch (error) {
      if (attempt === 5) throw error;
    } finally {
      await rm(old, { recursive: true, force: true });
    }
  }
}

async function fingerprintOfSources() {
  const hash = createHash('sha256');
  for (const path of [...(await filesUnder(SOURCES)), ...SETTINGS]) {
    hash
      .update(`${path}\0`)
      .update(await readFile(join(ROOT, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

async function filesUnder(folders) {
  const found = [];
  for (const folder of folders) {
    for (const entry of await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) found.push(join(entry.parentPath, entry.name).slice(ROOT.length));
    }
  }
  return found.sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildOrExit();

/** For a program that is of no use without: says what it does, and why it ends. */
export async function buildOrExit() {
  try {
    await build({ announce: () => console.error('Building Rekey; this takes a few seconds.') });
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
