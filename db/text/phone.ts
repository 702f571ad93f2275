/** Telephone numbers as people write them, and as they are compared: of users and of whoever sent a request. */
import { fold } from './fold.ts';

/** "ext. 12", "x12", "#12", and ";ext=12" of RFC 3966, 5.3, behind a number. */
const EXTENSION = /(?<=\d)[\s,]*(?:;\s*ext\s*=|ext(?:ension|n)?\b[.:]?|x|#)\s*\d{1,7}$/u;

/** As platforms that check numbers keep them (ITU-T E.164): nothing is to be taken away. */
const E164 = /^\+\d+$/;

/** "+81 3", "030 90", "(0)30/90", "Tel. 030 90", "+49 30 90 ext. 12". */
export function mayBePhone(text: string): boolean {
  const folded = fold(text);
  return (
    !folded.includes('@') &&
    (/^\+\s*\d/.test(folded) ||
      (/^(?:\p{L}+[.:]\s*)?[+(]*\d/u.test(folded) && (folded.match(/\d/g) ?? []).length > 3))
  );
}

/** Whether it is written as a telephone number, or its last digits, and as nothing else. */
export function isPhone(text: string): boolean {
  return /^(?:\p{L}+[.:]\s*)?\+?[\d\s()\-./]*\d[\s.]*$/u.test(fold(text).replace(EXTENSION, ''));
}

/** Its digits behind a "+" where it has the country's code: "0044" and "00 44" are "+44", and behind any of them the "(0)" is not dialled (ITU-T E.123, 7.2). */
export function dialled(phone: string): string {
  return dialledOf(fold(phone));
}

function dialledOf(folded: string): string {
  const number = folded.replace(/^[^\d+(]+/, '').replace(/^00/, '+');
  return (number.startsWith('+') ? number.replace(/\(\s*0\s*\)/, '') : number).replace(/[^\d+]/g, '');
}

/** The digits from the last one on, without an extension, so that the last digits of a number are how this begins. */
export function digitsFromEnd(phone: string): string {
  const digits = E164.test(phone)
    ? phone.slice(1)
    : dialledOf(fold(phone).replace(EXTENSION, '')).replace(/\D/g, '');
  return [...digits].reverse().join('');
}
