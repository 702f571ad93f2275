import type { Reason } from '../../main/contract/reasons.ts';

export const REASON_WORDS: Record<Reason, string> = {
  'lost-phone': 'Lost phone',
  'new-phone': 'New phone',
  'no-codes-left': 'No codes left',
  'can-not-enrol': 'Can not enrol',
  compromised: 'Account compromise',
  other: 'Other',
};
