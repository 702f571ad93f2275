/** How users are called. */

interface Named {
  fullName: string | null;
  username: string;
}

/** There is always something to call somebody by. */
export function nameOf({ fullName, username }: Named): string {
  return fullName ?? username;
}

/** The same, told from others of that name. */
export function labelOf({ fullName, username }: Named): string {
  return fullName === null ? username : `${fullName} (${username})`;
}

/** `Name, username or e-mail`, of those that the platform knows. */
export function namedBy(...ways: (string | false)[]): string {
  return WAYS.format(ways.filter((way) => way !== false));
}

const WAYS = new Intl.ListFormat('en-GB', { type: 'disjunction' });
