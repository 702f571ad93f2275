import { expect, test } from 'vitest';
import { keychainOf, type SafeStorage } from '../../main/hosts/keychain.ts';

const storage = (parts: Partial<SafeStorage>): SafeStorage => ({
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptString: (plain) => Buffer.from([...Buffer.from(plain)].reverse()),
  decryptString: (encrypted) => Buffer.from([...encrypted].reverse()).toString(),
  ...parts,
});

test('a secret goes in as text and comes back the same', () => {
  const keychain = keychainOf(storage({}), 'linux');
  const encrypted = keychain?.encrypt('pässword') ?? '';
  expect(encrypted).toMatch(/^[A-Za-z0-9+/]+=*$/);
  expect(keychain?.decrypt(encrypted)).toBe('pässword');
});

test('there is none where nothing can encrypt', () => {
  expect(keychainOf(storage({ isEncryptionAvailable: () => false }), 'darwin')).toBeNull();
});

test.each(['basic_text', 'unknown'])('on Linux %s is no keychain', (backend) => {
  expect(keychainOf(storage({ getSelectedStorageBackend: () => backend }), 'linux')).toBeNull();
});

test.each(['darwin', 'win32'] as const)('on %s no backend is asked for', (platform) => {
  const none = () => {
    throw new Error('only on Linux');
  };
  expect(keychainOf(storage({ getSelectedStorageBackend: none }), platform)).not.toBeNull();
});
