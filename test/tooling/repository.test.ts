import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const EXACT = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+$/;

describe('package.json', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  test.each(Object.entries({ ...dependencies, ...devDependencies }))(
    'names one exact version of %s',
    (_name, version) => {
      expect(version).toMatch(EXACT);
    },
  );

  test('a range, a tag or an address would not pass as exact', () => {
    for (const loose of [
      '^1.2.3',
      '~1.2.3',
      '1.2',
      '*',
      'latest',
      '>=1.2.3',
      'github:a/b',
      'npm:a@^1.2.3',
      '1.2.3 || 2.0.0',
    ]) {
      expect(loose).not.toMatch(EXACT);
    }
  });
});

describe('package-lock.json', () => {
  const packages = Object.entries(
    JSON.parse(read('package-lock.json')).packages as Record<string, Record<string, unknown>>,
  );

  test('holds no address, so that any registry or mirror will do', () => {
    expect(packages.filter(([, entry]) => 'resolved' in entry).map(([name]) => name)).toEqual([]);
  });

  test('holds the digest of every package, so that no registry or mirror can change one', () => {
    const without = packages.filter(
      ([name, entry]) => name !== '' && !entry.integrity && !entry.inBundle && !entry.link,
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });

  test('needs no install script but those that package.json forbids', () => {
    const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> };
    const scripted = packages
      .filter(([, entry]) => entry.hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(scripted.filter((name) => allowScripts[name] !== false)).toEqual([]);
  });
});

describe.skipIf(!existsSync(join(ROOT, '.git')))('what git keeps', () => {
  let tracked: string[];
  let texts: [path: string, text: string][];
  beforeAll(() => {
    tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
      .split('\0')
      .filter(Boolean);
    texts = tracked
      .filter((path) => existsSync(join(ROOT, path)))
      .map((path): [string, string] => [path, read(path)])
      .filter(([, text]) => !text.includes('\0'));
  });

  test('knows nothing of the machine it was written on', () => {
    const places = [ROOT, `${homedir()}/`].filter((place) => place.length > 1);
    const named = texts.filter(([, text]) =>
      places.some((place) =>
        text.split(place).some((before, index, all) => index < all.length - 1 && /(^|[^\w.-])$/.test(before)),
      ),
    );
    expect(named.map(([path]) => path)).toEqual([]);
  });

  test('names no package registry', () => {
    expect(
      texts.filter(([, text]) => /registry\.(?!(?:test\.)?ts\b)[a-z]/.test(text)).map(([path]) => path),
    ).toEqual([]);
  });

  test('holds nothing that is made: no build, no package, no screenshot of a test', () => {
    expect(tracked.filter((path) => /^(node_modules|out|dist|test\/\.artifacts)\//.test(path))).toEqual([]);
  });
});
