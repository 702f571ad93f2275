/** Programs of this machine. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where servers live, which is on root's PATH only. */
const SERVER_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/usr/libexec', '/opt/homebrew/bin'];
/** The path of a program, or null. */
export function find(program: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SERVER_FOLDERS].filter(
    (folder) => folder !== '',
  );
  return folders.map((folder) => join(folder, program)).find(isExecutable) ?? null;
}

/** A file that may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
