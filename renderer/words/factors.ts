/** Kinds of factors in words, within a sentence. */
import type { Factor } from '../../db/platforms/contract.ts';

export const FACTOR_WORDS: Record<Factor['kind'], string> = {
  authenticator: 'authenticator',
  'backup-codes': 'backup codes',
  phone: 'phone',
  email: 'e-mail',
  'security-key': 'security key',
  unknown: 'of a kind that Rekey does not know',
};
