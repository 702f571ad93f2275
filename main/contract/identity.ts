/** The kinds of evidence that a caller is the user. */

/** Judged by Rekey itself: whoever was on the line, the proof is the same. */
export const PROVED_KINDS = ['email-code', 'totp', 'backup-code'] as const;
/** One staff member's word for what they saw and heard. */
export const ATTESTED_KINDS = ['call-back', 'colleague', 'photo-id', 'personal-data'] as const;

export const IDENTITY_KINDS = [...PROVED_KINDS, ...ATTESTED_KINDS] as const;

export type ProvedKind = (typeof PROVED_KINDS)[number];
export type AttestedKind = (typeof ATTESTED_KINDS)[number];
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

export function isAttested(kind: IdentityKind): kind is AttestedKind {
  return (ATTESTED_KINDS as readonly IdentityKind[]).includes(kind);
}
