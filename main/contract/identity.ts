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

interface KindWords {
  name: string;
  /** What it takes. */
  how: string;
}

export const KIND_WORDS: Record<IdentityKind, KindWords> = {
  'email-code': {
    name: 'Code by e-mail',
    how: 'Mail six digits to the address on file; the caller reads them back',
  },
  totp: { name: 'Authenticator code', how: 'The caller still has the app and reads out its code' },
  'backup-code': { name: 'Backup code', how: 'One of theirs, which is used up with it' },
  'call-back': { name: 'Call back', how: 'You call the number on file, not the one that called' },
  colleague: {
    name: 'Colleague confirms',
    how: 'A manager or colleague whom you can reach knows the caller',
  },
  'photo-id': { name: 'Photo ID', how: 'In person, or on video with the face beside it' },
  'personal-data': {
    name: 'Personal data',
    how: 'Proves nothing: birthdays, numbers and names are for sale',
  },
};
