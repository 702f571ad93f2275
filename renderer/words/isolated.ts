/** A name inside of a sentence, in whatever direction it is written, without turning the words around it (Unicode UAX 9). */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
