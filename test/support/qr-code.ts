/** A QR code read as a phone reads it: from its picture. */
import jsQR from 'jsqr';
import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';

/** @throws when no QR code can be read there */
export async function readQrCode(picture: Locator): Promise<string> {
  const { data, width, height } = PNG.sync.read(await picture.screenshot());
  const code = jsQR(new Uint8ClampedArray(data), width, height);
  if (!code) throw new Error('This picture holds no QR code that can be read.');
  return code.data;
}
