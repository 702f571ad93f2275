/** What every part of an adapter calls a user, and the state of their second factor. */

/** A platform account's primary key, as text: platforms use integers, UUIDs and more. */
export type UserId = string & { readonly __brand: 'UserId' };

/** What to call them by: there is always something. */
export function nameOf({ fullName, username }: { fullName: string | null; username: string }): string {
  return fullName ?? username;
}

/**
 * The state by the platform's own rule. `pending`: an authenticator was added but its first code never confirmed it. `must-enrol`: none, and
 * by the platform's own rule the next login leads to pairing one. `broken`: the rows contradict each other, so that nobody can log in as
 * the user, or nobody can say. `unknown`: a factor of a kind that Rekey does not know may count, so neither "on" nor "off" may be said.
 */
export const ENROLMENTS = ['on', 'pending', 'off', 'must-enrol', 'broken', 'unknown'] as const;
export type Enrolment = (typeof ENROLMENTS)[number];
