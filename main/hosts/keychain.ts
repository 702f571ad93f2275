import type { SecretStore } from '../host.ts';

/** The part of Electron's safeStorage that is used. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  /** Linux only. */
  getSelectedStorageBackend(): string;
  encryptString(plain: string): Buffer;
  decryptString(encrypted: Buffer): string;
}

/** Null where there is no keychain, and where it would be a fixed password in Chromium's own source (`basic_text`). */
export function keychainOf(safeStorage: SafeStorage, platform: NodeJS.Platform): SecretStore | null {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (platform === 'linux' && PRETENDED.has(safeStorage.getSelectedStorageBackend())) return null;
  return {
    encrypt: (plain) => safeStorage.encryptString(plain).toString('base64'),
    decrypt: (encrypted) => safeStorage.decryptString(Buffer.from(encrypted, 'base64')),
  };
}

const PRETENDED = new Set(['basic_text', 'unknown']);
