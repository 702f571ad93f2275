/** What is true of one platform only is said in its folder: its pages and menus, its tables, how many codes it makes. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PLACES = ['main', 'renderer', 'preload', 'db', 'docs', 'README.md', 'ARCHITECTURE.md'];

interface Words {
  platform: string;
  words: RegExp;
  /** Where they may be said as well: the beginning of a path, and why. */
  also: Record<string, string>;
}

const ALL: Words[] = [
  {
    platform: 'reference',
    words:
      /profile area|account security|backup tokens?\b|upper right|“Show Codes”|2FA Login|Application Platform|authentification|\bten (new|backup|codes)|(?<![\w-])(user_search_terms|totp_authenticators|two_factor_events|contact_messages|trusted_devices|backup_codes)\b/i,
    also: {
      'main/sandbox/': 'the platform itself, at the other end of the demo',
      'main/services/sandbox/': 'its rules and its help page',
      'docs/2fa-guide.txt': 'its help page',
      'docs/guide-coverage.md': 'where its help page is kept to',
      'docs/platform-schema.md': 'its tables',
      'docs/sandbox.md': 'how to open it',
    },
  },
  {
    platform: 'django',
    words: /django|\b(otp_(totp|static|email)|two_factor_phone|auth_user)/i,
    also: {
      'db/platforms/contract.ts': 'examples of what a platform says of itself',
      'db/platforms/kind.ts': 'the same',
      'db/platforms/registry.ts': 'the list of platforms',
      'docs/': 'how it is set up',
      'README.md': 'the list of platforms',
      'ARCHITECTURE.md': 'the map',
    },
  },
];

/** A platform's own folder; what two platforms both call so is said in both. */
const OWN = /^db\/platforms\/[^/]+\//;

const files = PLACES.flatMap(textsIn);

describe.each(ALL)('words of the platform $platform', ({ platform, words, also }) => {
  const isMeant = (path: string) => Object.keys(also).some((place) => path.startsWith(place));

  test('are nowhere but in its folder, and where the list says why', () => {
    const found = files.filter(({ path, text }) => !OWN.test(path) && !isMeant(path) && words.test(text));
    expect(found.map(({ path, text }) => `${path}: ${words.exec(text)?.[0]}`)).toEqual([]);
  });

  test('are in its folder, so that they are still its words', () => {
    expect(files.some(({ path, text }) => path.includes(`/${platform}/`) && words.test(text))).toBe(true);
  });
});

test('an exception that nobody needs any more is taken off the list of the reference platform', () => {
  const [{ also, words }] = ALL as [Words];
  const needless = Object.keys(also).filter(
    (place) => !files.some(({ path, text }) => path.startsWith(place) && words.test(text)),
  );
  expect(needless).toEqual([]);
});

test.each([
  'you reach only the Profile area',
  'Open Account security',
  'generate new backup tokens',
  'click on “Show Codes”',
  "'Ten new codes are made.'",
  "await tx('backup_codes')",
  'FROM two_factor_events',
])('%s would be found', (text) => {
  expect(text).toMatch((ALL[0] as Words).words);
});

test.each(['rekey_staff_backup_codes', 'unused_backup_codes', 'Show codes', 'often new'])(
  "%s is nobody's word",
  (text) => {
    expect(text).not.toMatch((ALL[0] as Words).words);
  },
);

/** Of a folder, every file below it that is text. */
function textsIn(place: string): { path: string; text: string }[] {
  const paths = statSync(join(ROOT, place)).isFile()
    ? [place]
    : readdirSync(join(ROOT, place), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length));
  return paths
    .filter((path) => /\.(tsx?|mjs|md|txt|css|html)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}
