import { defineConfig } from 'vitest/config';

/** Tests of what `npm run build` makes: the hosts, the preload, the console in a browser. They come last. */
const BUILT = ['test/built/**/*.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    // Processes, not threads: the database driver and argon2 are native code.
    pool: 'forks',
    // What a test that passed had to say is nobody's business.
    silent: 'passed-only',
    // A test that expects nothing cannot fail.
    expect: { requireAssertions: true },
    setupFiles: 'test/support/expectations.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['test/**/*.test.ts'],
          exclude: BUILT,
          globalSetup: 'test/support/run-setup.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'built',
          include: BUILT,
          globalSetup: ['test/support/build.ts', 'test/support/run-setup.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
