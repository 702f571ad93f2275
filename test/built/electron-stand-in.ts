/**
 * Stands for the `electron` module where its runtime can not be had. It records what the console sets up and
 * lets a test be Chromium: ask for a permission, navigate, send from a frame. It implements no more than that.
 */
import { EventEmitter } from 'node:events';

export interface Frame {
  url: string;
}

export class Contents extends EventEmitter {
  mainFrame: Frame = { url: '' };
  /** The page has a beforeunload handler that objects. */
  objectsToClosing = false;
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.windowOpenHandler = handler;
  }
  printToPDF = async () => Buffer.from('%PDF-');
}

export class StandInEvent {
  defaultPrevented = false;
  constructor(details: object = {}) {
    Object.assign(this, details);
  }
  preventDefault() {
    this.defaultPrevented = true;
  }
}

const DISPLAY = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };

type IpcHandler = (event: object, ...args: unknown[]) => Promise<unknown>;

export function standIn(
  settings: { isPackaged?: boolean; firstInstance?: boolean; keychain?: boolean; backend?: string } = {},
) {
  const windows: Window[] = [];
  const ipc = new Map<string, IpcHandler>();
  const pages = new Map<string, (request: { url: string }) => Promise<Response>>();
  const record = {
    privileged: [] as { scheme: string; privileges: object }[],
    paths: new Map<string, string>(),
    sandboxed: false,
    ended: false,
    menu: [] as { role?: string; label?: string; submenu?: { role?: string }[] }[],
    openedOutside: [] as string[],
    clipboard: '',
    saveAt: null as string | null,
    suggestedPath: '',
    questions: 0,
    answerWith: 'Stay',
    permissionRequest: null as
      | null
      | ((contents: unknown, name: string, answer: (yes: boolean) => void) => void),
    permissionCheck: null as null | ((contents: unknown, name: string) => boolean),
    devicePermission: null as null | (() => boolean),
    blocked: null as null | { urls: string[]; answer: { cancel?: boolean } },
  };

  class Window extends EventEmitter {
    static getAllWindows = () => windows;
    readonly webContents = new Contents();
    readonly addresses: string[] = [];
    visible = false;
    destroyed = false;
    focused = false;
    readonly options: { webPreferences: Record<string, unknown> } & Record<string, unknown>;
    constructor(options: Window['options']) {
      super();
      this.options = options;
      windows.push(this);
      app.emit('web-contents-created', new StandInEvent(), this.webContents);
    }
    async loadURL(address: string) {
      this.addresses.push(address);
      this.webContents.mainFrame = { url: address };
    }
    show() {
      this.visible = true;
    }
    maximize() {}
    isMaximized = () => false;
    isMinimized = () => false;
    isDestroyed = () => this.destroyed;
    getNormalBounds = () => ({ x: 10, y: 20, width: 1000, height: 700 });
    focus() {
      this.focused = true;
    }
    close() {
      this.emit('close');
      const event = new StandInEvent();
      if (this.webContents.objectsToClosing) this.webContents.emit('will-prevent-unload', event);
      if (this.webContents.objectsToClosing && !event.defaultPrevented) return;
      this.destroyed = true;
      windows.splice(windows.indexOf(this), 1);
      this.emit('closed');
      if (windows.length === 0) app.emit('window-all-closed');
    }
  }

  const app = Object.assign(new EventEmitter(), {
    isPackaged: settings.isPackaged ?? false,
    enableSandbox() {
      record.sandboxed = true;
    },
    setPath: (name: string, path: string) => record.paths.set(name, path),
    requestSingleInstanceLock: () => settings.firstInstance ?? true,
    whenReady: async () => {},
    /** As Electron does: the windows are closed, and only when all of them let it be, it ends. */
    quit() {
      for (const window of [...windows]) window.close();
      if (windows.length > 0) return;
      const event = new StandInEvent();
      app.emit('will-quit', event);
      if (!event.defaultPrevented) record.ended = true;
    },
    exit() {
      record.ended = true;
    },
  });

  const electron = {
    app,
    BrowserWindow: Window,
    clipboard: {
      readText: async () => record.clipboard,
      writeText: async (text: string) => {
        record.clipboard = text;
      },
      clear: () => {
        record.clipboard = '';
      },
    },
    dialog: {
      showMessageBox: async () => ({ response: 0 }),
      showMessageBoxSync(_window: Window, { buttons }: { buttons: string[] }) {
        record.questions += 1;
        return buttons.indexOf(record.answerWith);
      },
      async showSaveDialog(_window: Window, { defaultPath }: { defaultPath: string }) {
        record.suggestedPath = defaultPath;
        return { canceled: record.saveAt === null, filePath: record.saveAt ?? '' };
      },
    },
    ipcMain: { handle: (channel: string, handler: IpcHandler) => ipc.set(channel, handler) },
    Menu: {
      buildFromTemplate: (template: typeof record.menu) => template,
      setApplicationMenu: (menu: typeof record.menu) => {
        record.menu = menu;
      },
    },
    nativeTheme: { shouldUseDarkColors: false },
    protocol: {
      registerSchemesAsPrivileged: (schemes: typeof record.privileged) => record.privileged.push(...schemes),
      handle: (scheme: string, handler: (request: { url: string }) => Promise<Response>) =>
        pages.set(scheme, handler),
    },
    shell: {
      openExternal: async (address: string) => {
        record.openedOutside.push(address);
      },
    },
    safeStorage: {
      isEncryptionAvailable: () => settings.keychain ?? false,
      getSelectedStorageBackend: () => settings.backend ?? 'gnome_libsecret',
      encryptString: (plain: string) => Buffer.from(plain),
      decryptString: (encrypted: Buffer) => encrypted.toString(),
    },
    screen: { getAllDisplays: () => [DISPLAY], getPrimaryDisplay: () => DISPLAY },
    session: {
      defaultSession: {
        setPermissionRequestHandler(handler: NonNullable<typeof record.permissionRequest>) {
          record.permissionRequest = handler;
        },
        setPermissionCheckHandler(handler: NonNullable<typeof record.permissionCheck>) {
          record.permissionCheck = handler;
        },
        setDevicePermissionHandler(handler: NonNullable<typeof record.devicePermission>) {
          record.devicePermission = handler;
        },
        webRequest: {
          onBeforeRequest(
            { urls }: { urls: string[] },
            decide: (details: object, answer: (a: object) => void) => void,
          ) {
            decide({}, (answer) => {
              record.blocked = { urls, answer };
            });
          },
        },
      },
    },
  };

  return { electron, record, windows, ipc, pages, app };
}
