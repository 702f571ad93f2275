/** What Rekey cannot see or do on a platform, for Settings, the doctor, and whoever is about to act on a user. */
import type { Codes, Platform } from '../../db/platforms/contract.ts';

/**
 * A sentence each: the platform's own, what its way of keeping codes means, and that no user can be told by mail. Empty: nothing is
 * known of any.
 */
export function limitsOf({ limits, codes, fields }: Pick<Platform, 'limits' | 'codes' | 'fields'>): string[] {
  return [...limits, ...(codes ? STORED[codes.storedAs] : []), ...(fields.has('email') ? [] : [UNTOLD])];
}

const UNTOLD =
  'No mail tells a user what was done to their account: the platform knows no e-mail address of its users.';

const STORED: Record<Codes['storedAs'], readonly string[]> = {
  hashed: [],
  clear: ['The platform keeps backup codes in clear text: whoever reads its database can use them.'],
  encrypted: [
    'The platform keeps backup codes encrypted, not hashed: whoever reads its database and has its key can use them.',
  ],
  derived: [
    'The platform derives backup codes from a secret in its database: whoever reads that can make them.',
  ],
};
