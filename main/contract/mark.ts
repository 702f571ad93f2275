/** What the window says of its platform. */
export const TITLE_LENGTH = 40;

/** Null: nothing is said. Production is said also where no title is. `title`: as somebody wrote it. */
export function markOf(title: string, production: boolean): { title: string; production: boolean } | null {
  const written = title.trim();
  if (written !== '') return { title: written, production };
  return production ? { title: 'Platform', production } : null;
}
