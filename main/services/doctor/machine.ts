/** Steps about this machine: what Rekey runs on and where it keeps things. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Check, failed, ok, warning } from '../../../db/check.ts';
import { whyNotWritten } from '../../../db/connection-test/embedded.ts';
import { parseMysqlUrl, placeOfMysql } from '../../../db/mysql-address.ts';
import type { RunningConfiguration } from '../running-configuration.ts';

/** As in package.json's "engines". */
const OLDEST_NODE = [20, 19] as const;

export function checkRuntime(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const what = process.versions.electron
    ? `Electron ${process.versions.electron}, Node.js ${version}`
    : `Node.js ${version}`;
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
    ? ok('runtime', `${what}.`)
    : failed('runtime', `${what} is too old.`, `Install Node.js ${OLDEST_NODE.join('.')} or later.`);
}

export function checkConfiguration({ source, database, file, platform }: RunningConfiguration): Check {
  const place = database.kind === 'sqlite' ? database.path : placeOf(database.url);
  const where = {
    demo: 'Nothing is configured, so this is the demo',
    environment: file ? `From the environment and ${file}` : 'From the environment',
    saved: 'The connection was saved in Settings',
  }[source];
  return ok('configuration', `${where}: ${place}, platform "${platform.id}".`);
}

function placeOf(url: string): string {
  return placeOfMysql(parseMysqlUrl(url));
}

export async function checkDataDirectory({ dataDirectory }: RunningConfiguration): Promise<Check> {
  try {
    const made = await stat(dataDirectory).catch(() => null);
    if (!made) {
      // Rekey makes it at its start; whether it can is what its nearest folder says.
      await access(await nearestFolder(dataDirectory), constants.W_OK | constants.X_OK);
      return ok('data-directory', `${dataDirectory} is still to be made, and can be.`);
    }
    if (!made.isDirectory()) {
      return failed(
        'data-directory',
        `${dataDirectory} is not a folder.`,
        'Let REKEY_DATA_DIR name a folder.',
      );
    }
    const why = await whyNotWritten(dataDirectory);
    if (why !== null) {
      return failed(
        'data-directory',
        `Nothing can be written in ${dataDirectory}: ${why}.`,
        'Free some space, check who owns it, or let REKEY_DATA_DIR name another folder.',
      );
    }
    if (process.platform !== 'win32' && (made.mode & 0o022) !== 0) {
      return warning(
        'data-directory',
        `Others than you may write to ${dataDirectory}.`,
        `Run chmod 700 on it: it holds what Rekey is configured with.`,
      );
    }
    return ok('data-directory', `${dataDirectory} can be written.`);
  } catch {
    return failed(
      'data-directory',
      `${dataDirectory} can not be written.`,
      'Check who owns it, or let REKEY_DATA_DIR name another folder.',
    );
  }
}

async function nearestFolder(folder: string): Promise<string> {
  for (let above = path.dirname(folder); ; above = path.dirname(above)) {
    if (await stat(above).catch(() => null)) return above;
    if (above === path.dirname(above)) return above;
  }
}
