/** The kinds of evidence that a caller is the user, by name. */
import { RekeyError } from '../../../db/errors.ts';
import type { Platform } from '../../../db/platforms/contract.ts';

/** Judged by Rekey itself: whoever was on the line, the proof is the same. */
export const PROVED_KINDS = ['email-code', 'totp', 'backup-code'] as const;
/** One staff member's word for what they saw and heard. */
export const ATTESTED_KINDS = ['call-back', 'colleague', 'photo-id', 'personal-data'] as const;

export const IDENTITY_KINDS = [...PROVED_KINDS, ...ATTESTED_KINDS] as const;

export type ProvedKind = (typeof PROVED_KINDS)[number];
export type AttestedKind = (typeof ATTESTED_KINDS)[number];
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** What the platform must have or know for a kind to be given at all. */
const NEEDS: Partial<Record<IdentityKind, (platform: Platform) => boolean>> = {
  'email-code': ({ fields }) => fields.has('email'),
  totp: ({ totp }) => totp !== undefined,
  'backup-code': ({ codes }) => codes !== undefined,
  'call-back': ({ fields }) => fields.has('phone'),
};

export function kindsOf(platform: Platform): IdentityKind[] {
  return IDENTITY_KINDS.filter((kind) => NEEDS[kind]?.(platform) ?? true);
}

/** @throws RekeyError NOT_SUPPORTED */
export function demandKind(platform: Platform, kind: IdentityKind): void {
  if (!kindsOf(platform).includes(kind)) throw new RekeyError('NOT_SUPPORTED', { platform: platform.label });
}

export function isAttested(kind: IdentityKind): kind is AttestedKind {
  return (ATTESTED_KINDS as readonly IdentityKind[]).includes(kind);
}
