/** What every part of an adapter calls a user, and the state of their second factor. */

/** A platform account's primary key, as text: platforms use integers, UUIDs and more. */
export type UserId = string & { readonly __brand: 'UserId' };

/** `pending`: an authenticator was added but its first code never confirmed it. */
export type Enrolment = 'enrolled' | 'pending' | 'not-enrolled';
