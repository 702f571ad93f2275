import { RekeyError } from '../../../db/errors.ts';

/** One concern of the policy: what holds where nobody chose, and what may be chosen. */
export interface Section<Value> {
  standard: Value;
  /** A copy with nothing in it but what the section is made of. @throws RekeyError POLICY */
  check(value: Value): Value;
  /** What was allowed when it was saved and is not any more, in the terms of today. */
  ofEarlier?(stored: Value): Value;
}

export function refusePolicy(why: string): never {
  throw new RekeyError('POLICY', { why });
}

/** @throws RekeyError POLICY */
export function wholeNumber(value: unknown, what: string, min: number, max: number): number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    refusePolicy(`${what} is a whole number from ${min} to ${max}`);
  }
  return value as number;
}
