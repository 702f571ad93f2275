import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** electron-builder's own reader and judge of its configuration; it has no public name for them. */
interface Builder {
  getConfig(project: string, file: string | null, options: null): Promise<Record<string, unknown>>;
  validateConfiguration(configuration: object, log: object): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const { getConfig, validateConfiguration }: Builder = fromBuilder('app-builder-lib/out/util/config/config');

const configuration = await getConfig(ROOT, 'electron-builder.yml', null);
const validate = (changes: object) =>
  validateConfiguration({ ...configuration, ...changes }, { add: () => {} });

describe('the package', () => {
  test('is configured in words that electron-builder knows', async () => {
    await expect(validate({})).resolves.toBeUndefined();
  });

  test('would be refused with a fuse that electron-builder does not know', async () => {
    await expect(validate({ electronFuses: { runAsNodes: false } })).rejects.toThrow(
      'configuration.electronFuses',
    );
  });

  test('closes every door that Electron leaves open to who starts it', () => {
    expect(configuration.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  test('keeps native modules outside the archive, where the system can load them', () => {
    expect(configuration).toMatchObject({ asar: true, asarUnpack: ['**/*.node'] });
  });

  test('holds what was built and nothing of the sources or the tests', () => {
    const filter = ['out/main/**', 'out/preload/**', 'out/renderer/**', 'package.json'];
    expect(configuration.files).toEqual([{ filter }]);
  });
});
