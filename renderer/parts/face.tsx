/** Initials on a quiet ground: helps the eye to keep the row, says nothing that the name does not. */
import classes from './face.module.css';

export function Face({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <span
      className={classes.face}
      style={{ width: size, height: size, fontSize: size * 0.38 }}
      data-hue={hueOf(name)}
      aria-hidden
    >
      {initialsOf(name)}
    </span>
  );
}

/** Whole graphemes, so that an emoji or an accented letter is not cut in two. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = words[0] ? firstLetter(words[0]) : '';
  const last = words.length > 1 ? firstLetter(words[words.length - 1] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstLetter(word: string): string {
  for (const { segment } of GRAPHEMES.segment(word)) return segment;
  return '';
}

function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % 4;
}
