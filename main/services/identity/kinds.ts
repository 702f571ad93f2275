/** Which kinds of evidence a platform's users can give. */
import type { Platform } from '../../../db/platforms/contract.ts';
import { IDENTITY_KINDS, type IdentityKind } from '../../contract/identity.ts';
import { lacking } from '../lacking.ts';

interface Need {
  there(platform: Platform): boolean;
  /** What the platform has not otherwise, after "has no". */
  lacks: string;
}

/** What the platform must have or know for a kind to be given at all. */
export const NEEDS = {
  'email-code': { there: ({ fields }) => fields.has('email'), lacks: 'e-mail addresses of its users' },
  totp: { there: ({ totp }) => totp !== undefined, lacks: 'authenticator whose codes Rekey can check' },
  'backup-code': { there: ({ codes }) => codes !== undefined, lacks: 'backup codes that Rekey can check' },
  'call-back': { there: ({ fields }) => fields.has('phone'), lacks: 'telephone numbers of its users' },
} satisfies Partial<Record<IdentityKind, Need>>;

function needOf(kind: IdentityKind): Need | undefined {
  return (NEEDS as Partial<Record<IdentityKind, Need>>)[kind];
}

export function kindsOf(platform: Platform): IdentityKind[] {
  return IDENTITY_KINDS.filter((kind) => needOf(kind)?.there(platform) ?? true);
}

/** @throws RekeyError NOT_SUPPORTED */
export function demandKind(platform: Platform, kind: IdentityKind): void {
  const need = needOf(kind);
  if (need && !need.there(platform)) throw lacking(platform, need.lacks);
}
