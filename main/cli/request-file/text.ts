/** A file of requests as text: UTF-8, or UTF-16 by its byte order mark, whatever its size, with line feeds only. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { RekeyError } from '../../../db/errors.ts';
import { encodingOf, textOf } from '../../services/delimited/text.ts';

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
  let decoder: TextDecoder | null = null;
  let line = 1;
  for await (const chunk of bytesOf(path)) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    // Line by line, so that the first bad one can be named.
    for (let start = 0; start < chunk.length; ) {
      const end = chunk.indexOf(0x0a, start);
      const piece = chunk.subarray(start, end === -1 ? chunk.length : end + 1);
      checkPiece(decoder, piece, line);
      if (end !== -1) line += 1;
      start += piece.length;
    }
  }
  if (decoder) checkPiece(decoder, null, line);
}

/** `piece`: null at the end. */
function checkPiece(decoder: TextDecoder, piece: Uint8Array | null, line: number): void {
  try {
    decoder.decode(piece ?? undefined, { stream: piece !== null });
  } catch (error) {
    const why =
      decoder.encoding === 'utf-8'
        ? `line ${line} has bytes that are none`
        : 'it begins as UTF-16 does, and has bytes that are none';
    throw new RekeyError('FILE_ENCODING', { why }, { cause: error });
  }
}

/**
 * As delimited/text.ts has it. `onRead` is told how many bytes were read so far.
 * @throws FILE_NOT_READ, FILE_ENCODING
 */
export async function* textOfFile(path: string, onRead: (bytes: number) => void): AsyncGenerator<string> {
  let read = 0;
  async function* counted() {
    for await (const chunk of bytesOf(path)) {
      read += chunk.length;
      onRead(read);
      yield chunk;
    }
  }
  try {
    yield* textOf(counted(), true);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new RekeyError('FILE_ENCODING', { why: 'it changed while it was read' }, { cause: error });
  }
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

function reasonOf({ code = 'unknown' }: NodeJS.ErrnoException): string {
  const words: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'it may not be read',
    EISDIR: 'it is a folder',
  };
  return words[code] ?? code;
}
