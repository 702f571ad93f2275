/** How names become search terms: case and accents do not matter, and each later word of a name finds it too. */

const TERM_LENGTH = 190;

/** Letters that Unicode does not decompose into a base letter and a mark. */
const BASE_LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
};

/** NFKD without combining marks, lower-case, one space between words, at most 190 characters. */
export function fold(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłħıŋŧ]/g, (letter) => BASE_LETTERS[letter] ?? letter)
    .replace(/[’ʼ`]/g, "'")
    .replace(/\s+/gu, ' ')
    .trim();
  return Array.from(plain).slice(0, TERM_LENGTH).join('');
}

/** The rows of user_search_terms for one user, without doubles. */
export function searchTerms(user: { username: string; email: string; fullName: string }): string[] {
  const name = fold(user.fullName);
  const email = fold(user.email);
  const domain = email.slice(email.lastIndexOf('@'));
  const laterWords = [...name.matchAll(/[\s\-'.]+(?=[^\s\-'.])/gu)].map((gap) =>
    name.slice(gap.index + gap[0].length),
  );
  return [...new Set([fold(user.username), email, domain, name, ...laterWords])].filter(
    (term) => term !== '',
  );
}
