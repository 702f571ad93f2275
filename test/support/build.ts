import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a person gets is what is judged, made from the sources as they are now; nothing is made twice. */
export default async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, ['main/build.mjs'], { cwd: ROOT, maxBuffer: 2 ** 26 });
}
