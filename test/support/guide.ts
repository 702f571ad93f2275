import { readFileSync } from 'node:fs';

/** The sentences and headings of docs/2fa-guide.txt, in their order. */
export function guideSentences(): string[] {
  const text = readFileSync(new URL('../../docs/2fa-guide.txt', import.meta.url), 'utf8');
  return text
    .split('\n')
    .flatMap((line) => line.split(/(?<=\.) /))
    .map((sentence) => sentence.trim())
    .filter(Boolean);
}
