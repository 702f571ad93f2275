/** Bytes as text, by their byte order mark: UTF-8 (also without one) or UTF-16. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** `start`: the first bytes, two at least where there are two. */
export function encodingOf(start: Uint8Array): Encoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/**
 * Decoded piece by piece, without the byte order mark; CRLF and lone CR become LF. What is no text becomes U+FFFD, or where
 * `fatal` is set a TypeError of the decoder.
 */
export async function* textOf(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  fatal = false,
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let heldCr = false;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal });
    let text: string = (heldCr ? '\r' : '') + decoder.decode(chunk, { stream: true });
    // Its line feed may be the first character of the next chunk.
    heldCr = text.endsWith('\r');
    if (heldCr) text = text.slice(0, -1);
    if (text !== '') yield text.replace(/\r\n?/g, '\n');
  }
  const end = decoder?.decode() ?? '';
  if (heldCr || end !== '') yield (heldCr ? '\n' : '') + end;
}
