/** A user's phone: it reads the QR code off the screen and shows codes that oathtool makes. It knows nothing else. */
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import jsQR from 'jsqr';
import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';
import { find } from './find.ts';

const STEP = 30_000;

export interface Phone {
  /** What the QR code said. */
  readonly uri: URL;
  /** Base32, as an app would show it. */
  readonly secret: string;
  /** A code that this phone has not shown before: of now, or of the next 30 s, which the platform's tolerance allows. */
  code(): Promise<string>;
}

/** @throws when there is no readable QR code in the picture */
export async function scan(picture: Locator): Promise<Phone> {
  const { data, width, height } = PNG.sync.read(await picture.screenshot());
  const read = jsQR(new Uint8ClampedArray(data), width, height);
  if (!read) throw new Error('The picture holds no QR code that can be read.');
  const uri = new URL(read.data);
  const secret = uri.searchParams.get('secret') ?? '';
  let last = 0;
  return {
    uri,
    secret,
    async code() {
      const step = Math.max(last + 1, Math.floor(Date.now() / STEP));
      const early = (step - 1) * STEP - Date.now();
      if (early > 0) await pause(early + 50);
      last = step;
      return codeAt(secret, step * STEP);
    },
  };
}

/** The code that a phone shows whose clock says `time`, ms UTC. */
export function codeAt(secret: string, time: number): string {
  const now = new Date(time).toISOString().replace('T', ' ').replace(/\..*/, ' UTC');
  return execFileSync(find('oathtool') as string, ['--totp', '-b', '--now', now, secret], {
    encoding: 'utf8',
  }).trim();
}
