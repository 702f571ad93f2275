import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The tests of this project judge what a person gets, so it is made from the sources as they are now. */
export default async function setup(): Promise<void> {
  if (process.env.REKEY_TEST_BUILT === '1') return;
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { maxBuffer: 2 ** 26 });
}
