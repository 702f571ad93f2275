/**
 * `npm start [-- --browser] [-- --no-open] [-- --port N] [-- --profile NAME]`: opens the console in Electron, or, where its runtime
 * can not be had, in an installed browser. Plain JavaScript for Node 20, since it is what builds the rest.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildOrExit } from './build.mjs';
import { fetchRuntime, installedRuntime } from './electron-runtime.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** ms. An Electron that fails this early failed to start: no sandbox, no display, a library that is missing. */
const START_FAILURE = 10_000;

if (process.env.npm_lifecycle_event === 'start') endWithNpm();
await buildOrExit();
const obstacle = wantsBrowser() ? null : await openInElectron();
if (obstacle) console.log(`${obstacle}, so Rekey starts its browser host instead.`);
await import('../out/main/browser.js');

/** npm passes a signal to its shell, and that ends without passing it on; then nobody would know that this still runs. */
function endWithNpm() {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/** All options but --profile have a meaning in the browser host only. */
function wantsBrowser() {
  const args = process.argv
    .slice(2)
    .join(' ')
    .replace(/^--profile[ =]\S+$/, '');
  return args !== '' || process.env.REKEY_HOST === 'browser';
}

/** Ends the program when Electron ran; otherwise returns what is in its way. */
async function openInElectron() {
  const obstacle = electronObstacle();
  if (obstacle) return obstacle;
  const announce = () => console.log('Fetching the runtime of Electron (about 110 MB, once) ...');
  const executable = installedRuntime() ?? (await fetchRuntime({ announce }));
  if (!executable) return 'The runtime of Electron is not installed and could not be fetched from GitHub';
  const failure = await run(executable);
  return `Electron could not start (${failure})`;
}

/** Whoever brings a runtime of their own knows how it runs here. */
function electronObstacle() {
  if (process.platform !== 'linux' || process.env.ELECTRON_OVERRIDE_DIST_PATH) return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'There is no display for the window of Electron';
  if (process.getuid() === 0) return 'Electron does not run as root';
  return null;
}

async function run(executable) {
  const started = performance.now();
  const env = { ...process.env };
  // Set in terminals inside editors that are Electron programs themselves.
  delete env.ELECTRON_RUN_AS_NODE;
  const child = spawn(executable, [ROOT, ...process.argv.slice(2)], { stdio: 'inherit', env });
  // Ctrl+C reaches Electron by itself, since both belong to the terminal.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const failure = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.code));
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  const stoppedByPerson = ['SIGINT', 'SIGTERM', 'SIGHUP'].includes(failure);
  if (failure === 0 || stoppedByPerson) process.exit(0);
  if (performance.now() - started > START_FAILURE) process.exit(1);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  return typeof failure === 'number' ? `status ${failure}` : failure;
}
