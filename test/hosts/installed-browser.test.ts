import { describe, expect, test } from 'vitest';
import {
  findBrowser,
  type Machine,
  profileRoot,
  windowlessBecause,
} from '../../main/hosts/installed-browser.ts';

const machine = (parts: Partial<Machine>, ...installed: string[]): Machine => ({
  platform: 'linux',
  env: { PATH: '/usr/local/bin:/usr/bin', DISPLAY: ':0' },
  userId: 1000,
  exists: (path) => installed.includes(path),
  ...parts,
});

describe('finding a browser', () => {
  test('on Linux it is looked for on the PATH, Chrome first', () => {
    expect(findBrowser(machine({}, '/usr/bin/chromium', '/usr/bin/google-chrome'))).toEqual({
      name: 'Google Chrome',
      executable: '/usr/bin/google-chrome',
    });
    expect(findBrowser(machine({}, '/usr/bin/chromium'))?.executable).toBe('/usr/bin/chromium');
    expect(findBrowser(machine({}, '/opt/chromium'))).toBeNull();
  });

  test('a relative or empty folder on the PATH is not searched', () => {
    const env = { PATH: ':.:bin:/usr/bin' };
    expect(findBrowser({ ...machine({ env }), exists: (path) => !path.startsWith('/') })).toBeNull();
  });

  test('on macOS it is one of the applications, of everybody or of this person', () => {
    const own = '/Users/ann/Applications/Chromium.app/Contents/MacOS/Chromium';
    const mac = { platform: 'darwin', env: { HOME: '/Users/ann' } } as const;
    expect(findBrowser(machine(mac, own))).toEqual({ name: 'Chromium', executable: own });
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findBrowser(machine(mac, own, chrome))?.executable).toBe(chrome);
  });

  test('on Windows it is in one of the three places for programs', () => {
    const env = {
      ProgramFiles: 'C:\\Program Files',
      'ProgramFiles(x86)': 'C:\\Program Files (x86)',
      LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local',
    };
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    const chrome = 'C:\\Users\\ann\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe';
    expect(findBrowser(machine({ platform: 'win32', env }, edge))).toEqual({
      name: 'Microsoft Edge',
      executable: edge,
    });
    expect(findBrowser(machine({ platform: 'win32', env }, edge, chrome))?.executable).toBe(chrome);
    expect(findBrowser(machine({ platform: 'win32', env: {} }, edge))).toBeNull();
  });

  test('REKEY_BROWSER comes before all that is installed', () => {
    const env = { PATH: '/usr/bin', REKEY_BROWSER: '/opt/my chrome' };
    expect(findBrowser(machine({ env }, '/usr/bin/google-chrome'))?.executable).toBe('/opt/my chrome');
  });
});

describe('no window', () => {
  test('is opened as root on Linux, where a browser would have to go without its sandbox', () => {
    expect(windowlessBecause(machine({ userId: 0 }))).toContain('sandbox');
    expect(windowlessBecause(machine({ userId: 0, platform: 'darwin' }))).toBeNull();
  });

  test('is opened on Linux without a display', () => {
    expect(windowlessBecause(machine({ env: {} }))).toContain('display');
    expect(windowlessBecause(machine({ env: { DISPLAY: '' } }))).toContain('display');
    expect(windowlessBecause(machine({ env: { WAYLAND_DISPLAY: 'wayland-0' } }))).toBeNull();
    expect(windowlessBecause(machine({ env: {}, platform: 'win32', userId: null }))).toBeNull();
  });
});

test('a browser that sees only its own hidden folders keeps its profile in one of them', () => {
  const snap = { name: 'Chromium', executable: '/snap/bin/chromium' };
  expect(profileRoot(snap, '/home/ann/.local/share/Rekey', '/home/ann')).toBe(
    '/home/ann/snap/chromium/common',
  );
  const debian = { name: 'Chromium', executable: '/usr/bin/chromium' };
  expect(profileRoot(debian, '/home/ann/.local/share/Rekey', '/home/ann')).toBe(
    '/home/ann/.local/share/Rekey',
  );
});
