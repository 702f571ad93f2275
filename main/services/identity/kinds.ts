/** The kinds of evidence that a caller is the user, by name. */
import type { Platform } from '../../../db/platforms/contract.ts';
import { lacking } from '../lacking.ts';

/** Judged by Rekey itself: whoever was on the line, the proof is the same. */
export const PROVED_KINDS = ['email-code', 'totp', 'backup-code'] as const;
/** One staff member's word for what they saw and heard. */
export const ATTESTED_KINDS = ['call-back', 'colleague', 'photo-id', 'personal-data'] as const;

export const IDENTITY_KINDS = [...PROVED_KINDS, ...ATTESTED_KINDS] as const;

export type ProvedKind = (typeof PROVED_KINDS)[number];
export type AttestedKind = (typeof ATTESTED_KINDS)[number];
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

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

export function isAttested(kind: IdentityKind): kind is AttestedKind {
  return (ATTESTED_KINDS as readonly IdentityKind[]).includes(kind);
}
