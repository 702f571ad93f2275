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

/** "security key “blue”"; one without a name by its kind alone, where there is no other line that tells of it. */
export function factorWords({
  kind,
  name,
}: {
  kind: keyof typeof FACTOR_WORDS;
  name: string | null;
}): string {
  return FACTOR_WORDS[kind] + (name === null ? '' : ` “${name}”`);
}
