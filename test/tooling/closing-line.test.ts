import { execFile } from 'node:child_process';
import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { PARTS } from '../support/parts.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TESTS = "import { afterAll, beforeAll, describe, expect, test } from 'vitest';\n";

/** Runs a suite of its own that consists of these files. */
async function run(
  files: Record<string, string>,
): Promise<{ code: number; lastLine: string; output: string }> {
  const folder = await mkdtemp(join(inject('scratch'), 'suite-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const reporter = JSON.stringify(join(ROOT, 'test/support/closing-line.ts'));
  await writeFile(
    join(folder, 'vitest.config.js'),
    `export default { cacheDir: '.vite', test: { reporters: ['default', ${reporter}] } };`,
  );
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), TESTS + text);
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs');
  return new Promise((resolve) => {
    const { VITEST: _, VITEST_WORKER_ID: __, ...env } = process.env;
    const child = execFile(process.execPath, [program, 'run'], { cwd: folder, env }, (error, stdout) => {
      const code = child.exitCode ?? (error ? 1 : 0);
      resolve({ code, lastLine: stdout.trimEnd().split('\n').at(-1) ?? '', output: stdout });
    });
  });
}

describe('the last line of a run', () => {
  test('counts what passed, failed and was skipped, and a part that can not run is named above it', async () => {
    const { code, lastLine, output } = await run({
      'a.test.js': "test('a', () => {}); test('b', () => {}); test('c', () => { throw new Error(); });",
      'b.test.js':
        "test('a', ({ skip }) => skip('not here')); describe.skip('s', () => test('b', () => {})); test.todo('c');",
    });
    expect(lastLine).toBe('2 passed, 1 failed, 3 skipped');
    expect(code).toBe(1);
    for (const part of Object.values(PARTS)) {
      const why = part.missing();
      if (why) expect(output).toContain(`: ${part.title} — ${why} (${part.install})`);
      else expect(output).not.toContain(part.title);
    }
  });

  test('counts as failed a file that does not load, a hook that throws and an error that nobody caught', async () => {
    const { code, lastLine } = await run({
      'a.test.js': "import './nowhere.js'; test('a', () => {});",
      'b.test.js':
        "describe('s', () => { beforeAll(() => { throw new Error(); }); test('a', () => {}); }); test('b', () => {});",
      'c.test.js': "afterAll(() => { throw new Error(); }); test('a', () => {});",
      'd.test.js':
        "test('a', async () => { Promise.reject(new Error()); await new Promise((r) => setTimeout(r, 50)); });",
    });
    expect(lastLine).toBe('3 passed, 4 failed, 1 skipped');
    expect(code).toBe(1);
  });

  test('does not call a run without a test a success', async () => {
    expect(await run({})).toMatchObject({ code: 1, lastLine: '0 passed, 1 failed, 0 skipped' });
  });

  test('is as good as the exit code when everything passed', async () => {
    const { code, lastLine } = await run({ 'a.test.js': "test('a', () => {});" });
    expect(lastLine).toBe('1 passed, 0 failed, 0 skipped');
    expect(code).toBe(0);
  });
});
