/** How users are called. */

interface Named {
  fullName: string | null;
  username: string;
}

/** There is always something to call somebody by. */
export function nameOf({ fullName, username }: Named): string {
  return fullName ?? username;
}

/** What stands under that: the username, or the id where it is the username already. */
export function underName({ fullName, username, id }: Named & { id: string }): string {
  return fullName === null ? `#${id}` : username;
}

/** What tells them best from others: the address, where there is one. */
export function detailOf(user: Named & { id: string; email: string | null }): string {
  return user.email ?? underName(user);
}

/** With the username, which tells them from others of that name. */
export function labelOf({ fullName, username }: Named): string {
  return fullName === null ? username : `${fullName} (${username})`;
}

/** `Name, username or e-mail`, of those that the platform knows. */
export function namedBy(...ways: (string | false)[]): string {
  return WAYS.format(ways.filter((way) => way !== false));
}

const WAYS = new Intl.ListFormat('en-GB', { type: 'disjunction' });
