/** One line of the benchmark's table. */
export interface Measurement {
  what: string;
  unit: 'ms' | 's' | '/s' | 'MB' | 'kB';
  rekey: number;
  /** The same work without Rekey; null where there is no such thing. */
  bare: number | null;
  goal: Goal | null;
}

/**
 * `ratio`: Rekey's number divided by the bare one stays at or under it; `share`: at or over it, for what is better when it
 * is more. `under` and `over`: the number itself does.
 */
export type Goal = { ratio: number } | { share: number } | { under: number } | { over: number };

export function ratioOf({ rekey, bare }: Measurement): number | null {
  return bare === null ? null : rekey / bare;
}

/** Null where there is no goal. */
export function isMet(measurement: Measurement): boolean | null {
  const { goal } = measurement;
  if (goal === null) return null;
  if ('under' in goal) return measurement.rekey < goal.under;
  if ('over' in goal) return measurement.rekey > goal.over;
  const ratio = ratioOf(measurement);
  if ('share' in goal) return ratio !== null && ratio >= goal.share;
  return ratio !== null && ratio <= goal.ratio;
}
