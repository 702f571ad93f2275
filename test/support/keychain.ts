import type { Host, SecretStore } from '../../main/host.ts';

/** In place of the operating system's: what one owner put in, no other can open, and it is not readable. */
export function keychain(owner = 'me'): SecretStore {
  return {
    encrypt: (plain) =>
      Buffer.from(JSON.stringify([owner, [...plain].reverse().join('')])).toString('base64'),
    decrypt(encrypted) {
      const [by, text] = JSON.parse(Buffer.from(encrypted, 'base64').toString()) as [string, string];
      if (by !== owner) throw new Error('not yours');
      return [...text].reverse().join('');
    },
  };
}

export function hostWith(secretStore: SecretStore | null): Host {
  return { kind: secretStore ? 'electron' : 'browser', secretStore, copyForAWhile: null, savePdf: null };
}
