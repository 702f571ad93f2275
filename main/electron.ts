/**
 * Entry of the Electron host, and with preload/ the only file that imports electron.
 * What needs no Electron is in hosts/, where it is tested by itself.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  type Session,
  safeStorage,
  screen,
  session,
  shell,
  type WebContents,
} from 'electron';
import { RekeyError } from '../db/errors.ts';
import { readConfiguration, rootDirectoryOf } from './configuration.ts';
import { type Console, openConsole } from './console.ts';
import { profileAmong, profileNamed } from './core/profiles.ts';
import type { Answer, AnswerError, Host, Seat } from './host.ts';
import { keepClipboard } from './hosts/clipboard-keeper.ts';
import { keepConsole } from './hosts/console-keeper.ts';
import { endOf } from './hosts/ending.ts';
import { pdfFileName } from './hosts/file-name.ts';
import { keychainOf } from './hosts/keychain.ts';
import { menuFor } from './hosts/menu.ts';
import { isOnThisMachine, isOwnPage, mayCall, ownPath, PAGE_ADDRESS, PAGE_SCHEME } from './hosts/own-page.ts';
import { headersFor } from './hosts/page-policy.ts';
import { problemPage, startProblemOf } from './hosts/problem.ts';
import { loadStaticFiles } from './hosts/static-files.ts';
import { webPreferencesFor } from './hosts/web-preferences.ts';
import { MINIMUM_SIZE, readWindowPlace, saveWindowPlace } from './hosts/window-place.ts';

/** ms that running work is given when the program ends. */
const GRACE = 5_000;

const wanted = profileAmong(process.argv) ?? (process.env.REKEY_PROFILE || null);
/** Of all profiles: what the keychain opens on Windows lies there, and a profile is changed while the program runs. */
const dataDirectory = rootDirectoryOf(process.env);
const seats = new Map<WebContents, Seat>();
const clipboardKeeper = keepClipboard(clipboard);

protocol.registerSchemesAsPrivileged([
  { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => confine(contents));
keepOwnFilesInDataDirectory();
if (app.requestSingleInstanceLock()) void app.whenReady().then(start);
else app.quit();

/** So that one lock guards one data directory, and another data directory is another console. */
function keepOwnFilesInDataDirectory(): void {
  const own = join(dataDirectory, 'electron');
  try {
    mkdirSync(own, { recursive: true, mode: 0o700 });
    app.setPath('userData', own);
  } catch {
    // The console opens in the same directory, and tells what is wrong with it in the window.
  }
}

function start(): void {
  let problem: AnswerError | null = null;
  denyPermissions(session.defaultSession);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuFor(process.platform, app.isPackaged)));

  const files = loadStaticFiles(join(import.meta.dirname, '../renderer'));
  protocol.handle(PAGE_SCHEME, async ({ url }) => {
    const path = ownPath(url);
    if (path === null) return new Response(null, { status: 403 });
    if (problem) return html(problemPage(problem.message, [problem.next]));
    const file = (await files.catch(() => null))?.get(path);
    if (!file) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(file.body), { headers: headersFor(file.contentType, file.immutable) });
  });

  const rekey = openRekey();
  ipcMain.handle('rekey:call', async (event, path: unknown, input: unknown): Promise<Answer> => {
    const seat = seats.get(event.sender);
    if (!seat || !mayCall(event.senderFrame, event.sender.mainFrame)) throw new Error('Refused.');
    return (await rekey).call(seat, path, input);
  });

  const window = openWindow(rekey);
  Promise.all([files, rekey]).catch((error: unknown) => {
    problem = startProblemOf(error);
    show(window);
  });
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  closeBeforeEnd(rekey);
}

function openRekey(): Promise<Console> {
  return keepConsole(async (profile, reopen) => {
    const host = hostOf(reopen);
    const environment = {
      ...process.env,
      REKEY_PROFILE: profile === null ? undefined : profileNamed(profile),
    };
    const configuration = readConfiguration(environment, { secretStore: host.secretStore, newProfile: true });
    return openConsole({ configuration, host });
  }, wanted);
}

function hostOf(reopen: NonNullable<Host['reopen']>): Host {
  return {
    kind: 'electron',
    secretStore: keychainOf(safeStorage, process.platform),
    copyForAWhile: clipboardKeeper.copyForAWhile,
    savePdf,
    openOutside,
    reopen,
  };
}

function openWindow(rekey: Promise<Console>): BrowserWindow {
  const placeFile = join(dataDirectory, 'window.json');
  const main = screen.getPrimaryDisplay();
  const displays = [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)];
  const { maximized, ...place } = readWindowPlace(
    placeFile,
    displays.map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...place,
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    title: 'Rekey',
    show: false,
    // --rk-canvas of the page's own themes: nothing flashes before it is drawn.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#10181d' : '#f4f7f8',
    webPreferences: webPreferencesFor(join(import.meta.dirname, '../preload/index.cjs'), app.isPackaged),
  });
  const { webContents } = window;
  const seat = randomUUID() as Seat;
  seats.set(webContents, seat);
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  webContents.on('will-prevent-unload', (event) => {
    if (mayLeave(window)) event.preventDefault();
  });
  webContents.on('render-process-gone', () => void reviveAfterAsking(window));
  window.on('close', () => {
    saveWindowPlace(placeFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  window.on('closed', () => {
    seats.delete(webContents);
    rekey.then((opened) => opened.leave(seat)).catch(() => {});
  });
  show(window);
  return window;
}

/** The page holds on to codes that nobody saw yet, or waits for an answer. A browser asks by itself; Electron would say nothing. */
function mayLeave(window: BrowserWindow): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Something on this page is not finished.',
    detail:
      'Codes that were issued but not seen yet are lost when it closes. What was done stays done and is in the audit log.',
    buttons: ['Stay', 'Close anyway'],
    defaultId: 0,
    cancelId: 0,
  });
  return answer === 1;
}

/** Not by itself: a page that fails at once would be loaded for ever. */
async function reviveAfterAsking(window: BrowserWindow): Promise<void> {
  if (window.isDestroyed()) return;
  await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The page stopped working.',
    detail: 'What was done stays done and is in the audit log.',
    buttons: ['Load it again'],
  });
  show(window);
}

function show(window: BrowserWindow): void {
  // Rejects when another load takes its place, as the page of a problem does.
  if (!window.isDestroyed()) window.loadURL(PAGE_ADDRESS).catch(() => {});
}

/** Whatever is shown in this program: it stays on our page, opens nothing and embeds nothing. */
function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** The page needs no permission at all: printing, copying and saving go through the console. No request leaves for a network. */
function denyPermissions(target: Session): void {
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.webRequest.onBeforeRequest({ urls: ELSEWHERE }, (_details, answer) => answer({ cancel: true }));
}

const ELSEWHERE = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file:///*'];

/** The demo's own platform, and nothing else of the world outside. */
async function openOutside(address: string): Promise<void> {
  if (isOnThisMachine(address)) await shell.openExternal(address);
}

async function savePdf(seat: Seat, suggestedName: string): Promise<boolean> {
  const window = BrowserWindow.getAllWindows().find(({ webContents }) => seats.get(webContents) === seat);
  if (!window) return false;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: pdfFileName(suggestedName),
    filters: [{ name: 'PDF', extensions: ['pdf'] }],
  });
  if (canceled || !filePath) return false;
  const pdf = await window.webContents.printToPDF({ pageSize: 'A4', preferCSSPageSize: true });
  try {
    await writeFile(filePath, pdf, { mode: 0o600 });
  } catch (cause) {
    throw new RekeyError(
      'FILE_NOT_SAVED',
      { why: (cause as NodeJS.ErrnoException).code ?? 'unknown' },
      { cause },
    );
  }
  return true;
}

/**
 * When every window is closed, what still waits is written, the database is closed and copied codes leave the
 * clipboard; then the program ends. Not earlier: a window may refuse to close.
 */
function closeBeforeEnd(rekey: Promise<Console>): void {
  let closing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    const work = [clipboardKeeper.clearNow(), rekey.then((opened) => opened.close())];
    void endOf(work, GRACE).then(() => app.exit());
  });
}

function html(body: string): Response {
  return new Response(body, { headers: headersFor('text/html; charset=utf-8') });
}
