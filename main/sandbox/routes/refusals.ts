/** What a form says that was refused. */
import type { CodeRefusal, ProofRefusal } from '../../services/sandbox/platform.ts';
import { timeText } from '../pages/layout.ts';

export const TOO_OFTEN = 'That was tried too often. Wait a few minutes.';

export const CODE_REFUSALS = {
  'not-a-code': 'A verification code has six digits.',
  'not-a-backup-code':
    'That is no backup code: those have 13 letters and digits, or 10 if they are older. A code of your app has six digits.',
  'no-backup-code': 'No backup code of yours works any more.',
  wrong:
    'That code is wrong. Wait for the next one; if it goes on, check that your phone sets its clock by itself.',
  used: 'That code was used already. Wait for the next one.',
} as const satisfies Record<CodeRefusal, string>;

export function proofRefusal(refusal: ProofRefusal): string {
  switch (refusal.result) {
    case 'password':
      return 'The password is wrong.';
    case 'code':
      return CODE_REFUSALS[refusal.because];
    case 'locked':
      return `There were too many wrong codes. Try again after ${timeText(refusal.until)}.`;
    case 'off':
      return '2FA is not enabled.';
  }
}
