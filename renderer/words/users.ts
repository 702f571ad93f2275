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
