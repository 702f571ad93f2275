/** A file of requests as text: UTF-8 and nothing else, whatever its size, with line feeds only. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { RekeyError } from '../../../db/errors.ts';

/** Bytes. @throws FILE_NOT_READ */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new RekeyError('FILE_NOT_READ', { why: reasonOf(error) }, { cause: error });
  });
  if (found.isDirectory()) throw new RekeyError('FILE_NOT_READ', { why: 'it is a folder' });
  if (!found.isFile()) throw new RekeyError('FILE_NOT_READ', { why: 'it is no regular file' });
  return found.size;
}

/** Reads all of it once, before anything is imported: a file in another encoding is refused whole. @throws FILE_ENCODING */
export async function checkEncoding(path: string): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let first = true;
  for await (const chunk of bytesOf(path)) {
    if (first) refuseUtf16(chunk);
    first = false;
    // Line by line, so that the first bad one can be named.
    for (let start = 0; start < chunk.length; ) {
      const end = chunk.indexOf(0x0a, start);
      const piece = chunk.subarray(start, end === -1 ? chunk.length : end + 1);
      decode(decoder, piece, line, true);
      if (end !== -1) line += 1;
      start += piece.length;
    }
  }
  decode(decoder, new Uint8Array(), line, false);
}

/**
 * Decoded, without the byte order mark; CRLF and lone CR become LF. `onRead` is told how many bytes were read so far.
 * @throws FILE_NOT_READ, FILE_ENCODING
 */
export async function* textOf(path: string, onRead: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let read = 0;
  let heldCr = false;
  for await (const chunk of bytesOf(path)) {
    read += chunk.length;
    onRead(read);
    let text: string = (heldCr ? '\r' : '') + decode(decoder, chunk, null, true);
    // Its line feed may be the first character of the next chunk.
    heldCr = text.endsWith('\r');
    if (heldCr) text = text.slice(0, -1);
    if (text !== '') yield text.replace(/\r\n?/g, '\n');
  }
  const end = decode(decoder, new Uint8Array(), null, false);
  if (heldCr || end !== '') yield (heldCr ? '\n' : '') + end;
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof RekeyError) throw error;
    throw new RekeyError(
      'FILE_NOT_READ',
      { why: reasonOf(error as NodeJS.ErrnoException) },
      { cause: error },
    );
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array, line: number | null, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch (error) {
    const why = line === null ? 'it changed while it was read' : `line ${line} has bytes that are none`;
    throw new RekeyError('FILE_ENCODING', { why }, { cause: error });
  }
}

function refuseUtf16(start: Buffer): void {
  const mark = start.length >= 2 ? start.readUInt16BE(0) : 0;
  if (mark === 0xfffe || mark === 0xfeff)
    throw new RekeyError('FILE_ENCODING', { why: 'it begins as UTF-16 does' });
}

function reasonOf({ code = 'unknown' }: NodeJS.ErrnoException): string {
  const words: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'it may not be read',
    EISDIR: 'it is a folder',
  };
  return words[code] ?? code;
}
