/** Text as every database stores it and gives it back, so that what is hashed is what is read. */

/**
 * At most so many characters (code points, as a VARCHAR counts them); a text that was cut ends in "…", so an id that does
 * not fit is nobody else's. Halves of a character have no UTF-8, and SQLite's driver ends a text at U+0000: both, and the
 * control characters that nobody can read, are U+FFFD. Everything else stays: nothing is normalised.
 */
export function storable(text: string, most: number): string {
  return cut(text.toWellFormed().replace(/[^\P{Cc}\n\r\t]/gu, '\ufffd'), most);
}

/** The same for a text within JSON, which escapes control characters by itself. */
export function storableInJson(text: string, most: number): string {
  return cut(text.toWellFormed(), most);
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // A character has two units at most: what comes after these need not be looked at.
  const characters = Array.from(text.slice(0, 2 * most + 2));
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
