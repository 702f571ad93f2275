/** Bulk changes in words. */
import type { ActionName, BulkActionName } from '../../main/contract/actions.ts';
import type { BulkView } from '../../main/services/bulk/service.ts';
import type { Tone } from '../parts/tag.tsx';
import type { Outputs } from '../trpc.ts';

export type BulkLine = Outputs['bulk']['lines']['lines'][number];
export type Verdict = BulkLine['verdict'];
export type Outcome = NonNullable<BulkLine['outcome']>;

export const BULK_STATE_WORDS: Record<BulkView['state'], { name: string; tone: Tone }> = {
  planned: { name: 'Waits for approval', tone: 'warn' },
  approved: { name: 'Approved', tone: 'accent' },
  rejected: { name: 'Rejected', tone: 'bad' },
  running: { name: 'Running', tone: 'accent' },
  paused: { name: 'Paused', tone: 'warn' },
  stopped: { name: 'Stopped in the middle', tone: 'bad' },
  done: { name: 'Done', tone: 'ok' },
  cancelled: { name: 'Cancelled', tone: 'none' },
  expired: { name: 'Expired', tone: 'none' },
};

export const VERDICT_WORDS: Record<Verdict, { name: string; tone: Tone }> = {
  ready: { name: 'Ready', tone: 'ok' },
  off: { name: '2FA is off', tone: 'none' },
  'nothing-to-do': { name: 'Nothing to do', tone: 'none' },
  privileged: { name: 'Privileged', tone: 'warn' },
  'own-account': { name: 'Own account', tone: 'warn' },
  unknown: { name: 'Unknown', tone: 'bad' },
  ambiguous: { name: 'Ambiguous', tone: 'bad' },
  duplicate: { name: 'Duplicate', tone: 'none' },
  unreadable: { name: 'Unreadable', tone: 'bad' },
};

export const BULK_OUTCOME_WORDS: Record<Outcome, { name: string; tone: Tone }> = {
  done: { name: 'Done', tone: 'ok' },
  skipped: { name: 'Skipped', tone: 'none' },
  refused: { name: 'Refused', tone: 'warn' },
  failed: { name: 'Failed', tone: 'bad' },
};

/** What each does to every user of the list. */
const BULK_ACTION_WORDS: Record<BulkActionName, string> = {
  'reset-authenticator':
    'The authenticator and any codes are removed. Whoever must have 2FA pairs anew at the next sign-in.',
  'revoke-sessions': 'Sessions are ended and trusted devices forgotten. Nothing else changes.',
  unlock: 'Wrong tries are cleared, and the user may try again at once.',
  'disable-2fa': 'Every factor that the sign-in asks for is removed, and the requirement where there is one.',
  'send-reminder':
    'One mail says what to do: enable 2FA, finish pairing, or generate new backup codes. Nothing changes, and privileged users get it too.',
};

/** Sign-ins end with a second factor where they can be ended. */
const ENDS_SESSIONS: readonly BulkActionName[] = ['reset-authenticator', 'disable-2fa'];

/** `openWithout`: what can be reached without a second factor; null: nobody knows. */
export function bulkActionWords(
  action: BulkActionName,
  { openWithout, actions }: { openWithout: string | null; actions: readonly ActionName[] },
): string {
  const words = [BULK_ACTION_WORDS[action]];
  if (ENDS_SESSIONS.includes(action) && actions.includes('revoke-sessions'))
    words.push('Sessions are ended and trusted devices forgotten.');
  if (action === 'disable-2fa' && openWithout)
    words.push(`Until 2FA is enabled again the user reaches only ${openWithout}.`);
  return words.join(' ');
}

export const VERDICTS = Object.keys(VERDICT_WORDS) as Verdict[];
export const OUTCOMES = Object.keys(BULK_OUTCOME_WORDS) as Outcome[];
