/** Evidence of who calls, in words. */
import { type AttestedKind, type IdentityKind, KIND_WORDS } from '../../main/contract/identity.ts';
import type { ApprovalView } from '../../main/services/approvals.ts';

/** "Call back by sam (Mia Manager: by telephone)". */
export function evidenceWords(evidence: ApprovalView['evidence'][number]): string {
  const name = KIND_WORDS[evidence.kind as IdentityKind]?.name ?? evidence.kind;
  const told = [evidence.who, evidence.note].filter(Boolean).join(': ');
  return `${name} by ${evidence.by}${told ? ` (${told})` : ''}`;
}

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
