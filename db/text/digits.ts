/** Decimal digits of any script as ASCII digits: full-width, Arabic-Indic, Persian, Devanagari and the rest. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, asciiDigit);
}

/** Unicode keeps the decimal digits of a script together and in order, so a digit's value is how far it is from where they begin. */
function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) as number;
  let before = 0;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(point - before - 1))) before += 1;
  return String(before % 10);
}
