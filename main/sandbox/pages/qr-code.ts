/** A QR code as SVG: black on white in both themes, with the quiet zone that readers need (ISO/IEC 18004: 4 modules). */
import { html, raw } from 'hono/html';
import { encode } from 'uqr';
import type { Html } from './layout.ts';

export function qrCode(text: string): Html {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const path = data
    .map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join(''))
    .join('');
  // Made of numbers only, so there is nothing to escape.
  return html`<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code for your authenticator app" shape-rendering="crispEdges">
<rect width="${size}" height="${size}" fill="#ffffff"/>${raw(`<path d="${path}" fill="#000000"/>`)}</svg>`;
}
