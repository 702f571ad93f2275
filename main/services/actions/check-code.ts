/** The verdict on a code that the caller read out. `offsetSeconds`: how far the phone's clock is ahead (+) or behind (-). */
export type CodeVerdict =
  | { verdict: 'right' }
  | { verdict: 'right-but-clock-off'; offsetSeconds: number }
  | { verdict: 'wrong' }
  | { verdict: 'already-used' };

export type CheckCodeResult = CodeVerdict & {
  /** Which pairing it belongs to; null when wrong. */
  authenticator: 'confirmed' | 'pending' | null;
};
