import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { RekeyError } from '../../db/errors.ts';

export interface StaticFile {
  body: Buffer;
  contentType: string;
  /** Its name holds a hash of its content, so a copy of it never goes stale. */
  immutable: boolean;
}

/** The built page: every file it has, by the exact path it is asked for with. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/**
 * Reads the whole page (a few MB) once. What is not in this table does not exist, so no path that is asked for
 * is ever decoded, joined or normalised, and a rebuild under a running console does not mix two versions.
 * @throws RekeyError NOT_BUILT
 */
export async function loadStaticFiles(directory: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>();
  for (const path of await filesUnder(directory)) {
    const contentType = TYPES[extname(path)];
    if (!contentType) continue;
    const body = await readFile(join(directory, path));
    files.set(`/${path}`, { body, contentType, immutable: path.startsWith('assets/') });
  }
  const index = files.get('/index.html');
  if (!index) throw new RekeyError('NOT_BUILT');
  return files.set('/', index);
}

async function filesUnder(directory: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(directory, prefix), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map((entry) => {
      const path = prefix + entry.name;
      if (entry.isDirectory()) return filesUnder(directory, `${path}/`);
      return entry.isFile() ? [path] : [];
    }),
  );
  return found.flat();
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
