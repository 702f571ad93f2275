/**
 * What a person named somebody by, without the characters that nobody sees: those of direction, soft hyphens, byte order marks,
 * fillers (Unicode: Cf and Default_Ignorable_Code_Point). They come along when text is copied, and no name, address, ticket
 * or number is told apart by them. Kept are variation selectors, and the two joiners inside a word, which Persian and many
 * Indian languages write with.
 */
export function visible(text: string): string {
  return text
    .replace(
      /(?!\p{Variation_Selector})[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu,
      (character, at: number) => (isJoiner(character) && isInWord(text, at) ? character : ''),
    )
    .trim();
}

/** Two texts that look the same, and differ in how a letter with a mark is encoded, are written the same. */
export function asWritten(text: string): string {
  return visible(text.toWellFormed()).normalize('NFC');
}

/** Two spellings of one account's name or address are one key: NFKC, lower case, nothing invisible and no joiners. */
export function nameKey(text: string): string {
  return visible(text)
    .replace(/\p{Cf}/gu, '')
    .normalize('NFKC')
    .trim()
    .toLowerCase();
}

function isJoiner(character: string): boolean {
  return character === '\u200c' || character === '\u200d';
}

function isInWord(text: string, at: number): boolean {
  return (
    /[\p{L}\p{M}]$/u.test(text.slice(Math.max(0, at - 2), at)) && /^[\p{L}\p{M}]/u.test(text.slice(at + 1))
  );
}
