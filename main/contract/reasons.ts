/** Why an action is asked for. */
export const REASONS = [
  'lost-phone',
  'new-phone',
  'no-codes-left',
  'can-not-enrol',
  'compromised',
  'other',
] as const;
export type Reason = (typeof REASONS)[number];
