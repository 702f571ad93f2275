/**
 * Django as the judge: a real project (test/judges/django) whose own code makes the tables, enrols users, and says how they stand. Its
 * packages live in a virtual environment in the temporary directory, one for each version of requirements.txt.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DatabaseTarget } from '../../db/database.ts';
import { find } from './find.ts';

const PROJECT = fileURLToPath(new URL('../judges/django/', import.meta.url));
const REQUIREMENTS = join(PROJECT, 'requirements.txt');

/**
 * Django's own users with django-two-factor-auth, users with UUIDs who log in by e-mail, and django-otp alone; the first with browsers
 * that are remembered, and a transaction for each request.
 */
export type DjangoSettings = 'settings' | 'settings_uuid' | 'settings_plain' | 'settings_acting';

/** Why Django cannot be asked here; null: it can. */
export function djangoMissing(): string | null {
  if (!find('python3')) return 'python3 is not installed';
  return existsSync(pythonPath()) ? null : 'the packages of test/judges/django could not be installed';
}

/** Installs them where they are not yet; without a network they are missing afterwards. */
export async function installDjango(): Promise<void> {
  const python = find('python3');
  if (!python || existsSync(pythonPath())) return;
  const run = promisify(execFile);
  const folder = await mkdtemp(join(tmpdir(), 'rekey-django-new-'));
  try {
    await run(python, ['-m', 'venv', folder]);
    const options = ['--quiet', '--disable-pip-version-check', '--retries=1', '--timeout=10'];
    await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', ...options, '-r', REQUIREMENTS]);
    // Another run may have been faster; its environment is as good.
    await rename(folder, environment());
  } catch {
    await rm(folder, { recursive: true, force: true });
  }
}

function environment(): string {
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  return join(tmpdir(), `rekey-django-${process.getuid?.() ?? 'user'}-${version}`);
}

function pythonPath(): string {
  return join(environment(), 'bin/python');
}

/** Makes every table of the platform, by its own migrations. */
export async function migrateDjango(
  target: DatabaseTarget,
  settings: DjangoSettings = 'settings',
): Promise<void> {
  const options = { cwd: PROJECT, env: environmentOf(target, settings) };
  await promisify(execFile)(pythonPath(), ['-m', 'django', 'migrate', '--verbosity', '0'], options);
}

/** A device as its model has it; `model` as `otp_totp.TOTPDevice`. Times are ISO 8601. */
export type DeviceFields = { model: string; tokens?: string[] } & Record<string, unknown>;

/** How a user stands. */
export interface Verdict {
  login: string;
  /** Null where django-two-factor-auth is not installed. */
  status: 'enabled' | 'disabled' | null;
  /** As `otp_totp.totpdevice/7`. */
  default: string | null;
  has_device: boolean;
}

export interface Judge {
  /** What a function of the script returns. @throws what it raises */
  ask<Answer>(what: string, given?: Record<string, unknown>): Promise<Answer>;
  close(): void;
}

/** A process of the platform, which does one thing after the other. */
export function openJudge(
  target: DatabaseTarget,
  settings: DjangoSettings = 'settings',
  script: 'judge.py' | 'acting.py' = 'judge.py',
): Judge {
  const child = spawn(pythonPath(), [script], {
    ...{ cwd: PROJECT, env: environmentOf(target, settings) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = answersOf(createInterface({ input: child.stdout }), child);
  return {
    async ask(what, given = {}) {
      const answer = answers();
      child.stdin.write(`${JSON.stringify({ do: what, with: given })}\n`);
      const { done, failed } = JSON.parse(await answer);
      if (failed !== undefined) throw new Error(`${what}: ${failed}`);
      return done;
    },
    close: () => child.stdin.end(),
  };
}

/** The next line each time; the process's end is the end of whoever waits. */
function answersOf(lines: Interface, child: ChildProcess): () => Promise<string> {
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  lines.on('line', (line) => waiting.shift()?.resolve(line));
  child.on('exit', (code) => {
    for (const one of waiting.splice(0)) one.reject(new Error(`Django ended with ${code}`));
  });
  return () => new Promise((resolve, reject) => waiting.push({ resolve, reject }));
}

function environmentOf(target: DatabaseTarget, settings: DjangoSettings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PYTHONPATH: PROJECT,
    // Nothing is written beside the sources.
    PYTHONDONTWRITEBYTECODE: '1',
    DJANGO_SETTINGS_MODULE: settings,
    JUDGE_DATABASE: JSON.stringify(djangoDatabase(target)),
  };
}

/** As Django's DATABASES has it. */
function djangoDatabase(target: DatabaseTarget): Record<string, unknown> {
  if (target.kind === 'sqlite') return { ENGINE: 'django.db.backends.sqlite3', NAME: target.path };
  const { hostname, port, username, password, pathname } = new URL(target.url);
  return {
    ...{ ENGINE: 'django.db.backends.mysql', HOST: hostname, PORT: port, NAME: pathname.slice(1) },
    ...{ USER: decodeURIComponent(username), PASSWORD: decodeURIComponent(password) },
  };
}
