/** A file of requests as text: UTF-8, or UTF-16 by its byte order mark, whatever its size, with line feeds only. */
import { createReadStream } from 'node:fs';
import { RekeyError } from '../../../db/errors.ts';
import { notRead } from '../../../db/small-file.ts';
import { encodingOf, textOf } from '../../services/delimited/text.ts';

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
    throw error instanceof RekeyError ? error : notRead(error);
  }
}
