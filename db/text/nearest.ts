/** What somebody may have meant who wrote a name that there is not. The names are in upper-case letters. */

/** The one of `names` that is at most three slips of a key away, and fewer than half its length, or goes on from there; null: none is. */
export function nearest(written: string, names: readonly string[]): string | null {
  const upper = written.toUpperCase();
  const [best] = names
    .map((name) => ({ name, slips: name.startsWith(upper) ? 1 : slipsBetween(upper, name) }))
    .filter(({ name, slips }) => slips <= Math.min(3, (name.length - 1) / 2))
    .sort((one, other) => one.slips - other.slips);
  return best?.name ?? null;
}

/** How many letters must be put in, left out or exchanged (Levenshtein's distance). */
function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const exchanged = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
