/**
 * The parts of the suite that need a program from outside the npm registry. Each says how it is found and how it is
 * installed. A part that is missing is skipped and named at the end of the run; with REKEY_TEST_ALL=1 it is a failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../../main/hosts/installed-browser.ts';
import { djangoMissing } from './django.ts';
import { find, isExecutable } from './find.ts';

export type PartName = 'mariadb' | 'bastion' | 'chromium' | 'oathtool' | 'python' | 'django' | 'electron';

export interface Part {
  /** What of the suite it is. */
  title: string;
  install: string;
  /** Whether REKEY_TEST_ALL=1 insists on it; if not, why not. */
  required: true | { because: string };
  /** Null: it can run here. Else why not. */
  missing(): string | null;
}

/** True: a missing part is a failure. */
export const everythingMustRun = !['', '0', undefined].includes(process.env.REKEY_TEST_ALL);

const ELECTRON = fileURLToPath(new URL('../../node_modules/electron/', import.meta.url));

export const PARTS: Record<PartName, Part> = {
  mariadb: {
    title: 'every test of db and services on MariaDB',
    install: 'apt-get install mariadb-server',
    required: true,
    missing: () => {
      if (!find('mariadbd')) return 'mariadbd is not installed';
      return find('mariadb-install-db') ? null : 'mariadb-install-db is not installed';
    },
  },
  bastion: {
    title: "the way through a bastion, judged by OpenSSH's own server",
    install: 'apt-get install openssh-server',
    required: true,
    missing: () => {
      const without = ['sshd', 'ssh-keygen', 'ssh-agent'].find((program) => !find(program));
      return without ? `${without} is not installed` : null;
    },
  },
  chromium: {
    title: 'end to end in a real browser',
    install: 'apt-get install chromium',
    required: true,
    missing: () => (findChromium() ? null : 'neither Chromium nor Chrome nor Edge is installed'),
  },
  oathtool: {
    title: 'codes judged by oathtool',
    install: 'apt-get install oathtool',
    required: true,
    missing: () => (find('oathtool') ? null : 'oathtool is not installed'),
  },
  python: {
    title: 'exports judged by the verifier in Python',
    install: 'apt-get install python3 python3-cryptography',
    required: true,
    missing: () => {
      const python = find('python3');
      if (!python) return 'python3 is not installed';
      return hasCryptography(python) ? null : 'python3 has no module cryptography';
    },
  },
  django: {
    title: 'rows judged by Django itself',
    install: 'apt-get install python3-venv, and PyPI within reach',
    required: true,
    missing: djangoMissing,
  },
  electron: {
    title: "the real window of Electron's runtime",
    install: 'npx install-electron, and on Linux without a display apt-get install xvfb',
    required: {
      because:
        "Electron's runtime is fetched from outside the npm registry and Debian, which many networks block",
    },
    missing: () => {
      if (!findElectron()) return "Electron's runtime is not installed";
      if (process.platform !== 'linux' || process.env.DISPLAY || find('xvfb-run')) return null;
      return 'there is no display and no xvfb-run';
    },
  },
};

/** For `describe.skipIf(missing('oathtool'))`: why the part can not run here, or null. */
export function missing(name: PartName): string | null {
  return PARTS[name].missing();
}

/** The one that the browser host would open. */
export function findChromium(): string | null {
  const { platform, env } = process;
  return findBrowser({ platform, env, userId: null, exists: isExecutable })?.executable ?? null;
}

/** Asked once a process: Python is slow to start. */
let cryptographyThere: boolean | undefined;

function hasCryptography(python: string): boolean {
  cryptographyThere ??= spawnSync(python, ['-c', 'import cryptography'], { stdio: 'ignore' }).status === 0;
  return cryptographyThere;
}

/** Without loading the package, which would begin a download when the runtime is missing. */
export function findElectron(): string | null {
  const note = join(ELECTRON, 'path.txt');
  if (!existsSync(note)) return null;
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(ELECTRON, 'dist');
  const path = join(folder, readFileSync(note, 'utf8').trim());
  return isExecutable(path) ? path : null;
}
