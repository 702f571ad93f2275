import type { CheckCodeResult } from '../../main/services/actions/check-code.ts';
import { plural } from './time.ts';

export interface VerdictWords {
  tone: 'ok' | 'warn' | 'bad';
  what: string;
  /** What to tell the caller; null when nothing. */
  next: string | null;
}

/** A verdict on a code as it can be said on the phone. */
export function verdictWords(result: CheckCodeResult): VerdictWords {
  switch (result.verdict) {
    case 'right':
      return {
        tone: 'ok',
        what: 'The code is right.',
        next:
          result.authenticator === 'pending'
            ? 'It belongs to the pairing that is not confirmed yet: the user can type the next code to finish it.'
            : null,
      };
    case 'right-but-clock-off':
      return {
        tone: 'warn',
        what: `Right, but the phone’s clock is about ${distance(result.offsetSeconds)} ${result.offsetSeconds > 0 ? 'ahead' : 'behind'}.`,
        next: 'Ask the caller to set date and time to automatic, then to try the next code.',
      };
    case 'already-used':
      return {
        tone: 'warn',
        what: 'That code was used already, or is older than one that was.',
        next: 'Ask for the next one; each works once.',
      };
    case 'wrong':
      return {
        tone: 'bad',
        what: 'The code is wrong.',
        next: 'Is it from the entry for this platform in the app, and of this account?',
      };
  }
}

function distance(offsetSeconds: number): string {
  const seconds = Math.abs(offsetSeconds);
  if (seconds < 120) return plural(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  return seconds % 60 === 0
    ? plural(minutes, 'minute')
    : `${plural(minutes, 'minute')} ${plural(seconds % 60, 'second')}`;
}
