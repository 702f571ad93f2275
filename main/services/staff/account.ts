/** What an account may be called. Checked here as well as at the edge, since it also comes from the command line. */

import { RekeyError } from '../../../db/errors.ts';
import { isMailAddress } from '../../../db/text/mail-address.ts';
import { asWritten, nameKey, visible } from '../../../db/text/visible.ts';

export interface AccountInput {
  name: string;
  fullName: string;
  email: string | null;
}

/** Column widths. */
const MAX_NAME = 64;
const MAX_FULL_NAME = 120;
const MAX_EMAIL = 190;

/** @throws BAD_INPUT */
export function readAccount(input: AccountInput): AccountInput {
  const account = {
    name: nameKey(input.name),
    fullName: asWritten(input.fullName),
    email: visible(input.email ?? '') || null,
  };
  // Nothing that is invisible or changes the direction of writing is given away with an account's name, though it is read past.
  if (!/^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@+-]*$/u.test(input.name.normalize('NFKC').trim())) {
    throw bad('a name begins with a letter or digit and has letters, digits and . _ @ + - only');
  }
  if (account.name.length > MAX_NAME) throw bad(`a name has at most ${MAX_NAME} characters`);
  if (account.fullName === '' || /\p{Cc}/u.test(account.fullName))
    throw bad('the full name is missing or not one line');
  if (account.fullName.length > MAX_FULL_NAME)
    throw bad(`a full name has at most ${MAX_FULL_NAME} characters`);
  if (account.email !== null && !isMailAddress(account.email)) throw bad('that is not an e-mail address');
  if ((account.email ?? '').length > MAX_EMAIL)
    throw bad(`an address of staff has at most ${MAX_EMAIL} characters`);
  return account;
}

function bad(why: string): RekeyError {
  return new RekeyError('BAD_INPUT', { why });
}
