/** Factors in words. */
import type { Factor } from '../../db/platforms/contract.ts';

const KINDS: Record<Factor['kind'], string> = {
  authenticator: 'authenticator',
  'backup-codes': 'backup codes',
  phone: 'phone',
  email: 'e-mail',
  'security-key': 'security key',
  unknown: 'of a kind that Rekey does not know',
};

/** "security key “blue”"; one without a name by its row, where there is no other line that tells of it. */
export function factorWords({ kind, name }: Pick<Factor, 'kind' | 'name'>): string {
  return KINDS[kind] + (name === null ? '' : ` “${name}”`);
}
