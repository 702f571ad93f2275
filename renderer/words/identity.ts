/** Evidence of who calls, in words. */
import type { AttestedKind, IdentityKind } from '../../main/contract/identity.ts';
import type { ApprovalView } from '../../main/services/approvals.ts';

/** "Call back by sam (Mia Manager: by telephone)". */
export function evidenceWords(evidence: ApprovalView['evidence'][number]): string {
  const name = KIND_WORDS[evidence.kind as IdentityKind]?.name ?? evidence.kind;
  const told = [evidence.who, evidence.note].filter(Boolean).join(': ');
  return `${name} by ${evidence.by}${told ? ` (${told})` : ''}`;
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

/** What the agent is asked to write down. */
export const SEEN_WORDS: Record<AttestedKind, { who: string; note: string }> = {
  'call-back': { who: 'Who answered?', note: 'How did you reach them, and what did they say?' },
  colleague: {
    who: 'Who confirmed it?',
    note: 'How do you know it was they, and how do they know the caller?',
  },
  'photo-id': { who: 'Whose name is on it?', note: 'Which document, and where did you see it?' },
  'personal-data': { who: 'Who called?', note: 'What did they know?' },
};
