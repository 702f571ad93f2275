/** What a lead agreed that staff may choose within. One for all consoles on the same database. */
import type { JsonValue } from '../../db/audit/entry.ts';
import { RekeyError } from '../../db/errors.ts';
import type { Policy } from './settings.ts';

/** Minutes that no policy goes beyond: less can not be read out in time, more is a standing password. */
const SHORTEST = 10;
const LONGEST = 24 * 60;

export const DEFAULT_POLICY: Policy = {
  emergencyCode: { defaultMinutes: 60, minMinutes: SHORTEST, maxMinutes: LONGEST },
};

/** A copy with nothing in it but what a policy is made of. @throws RekeyError POLICY */
export function checkPolicy({ emergencyCode }: Policy): Policy {
  const { defaultMinutes, minMinutes, maxMinutes } = emergencyCode;
  const why = fault(defaultMinutes, minMinutes, maxMinutes);
  if (why !== null) throw new RekeyError('POLICY', { why });
  return { emergencyCode: { defaultMinutes, minMinutes, maxMinutes } };
}

/** What is stored, or the default where nothing is, or nothing that a console could have written. */
export function readPolicy(stored: JsonValue | undefined): Policy {
  try {
    return checkPolicy(stored as unknown as Policy);
  } catch {
    return DEFAULT_POLICY;
  }
}

function fault(usual: number, min: number, max: number): string | null {
  if (![usual, min, max].every(Number.isInteger))
    return 'an emergency code lives for a whole number of minutes';
  if (min < SHORTEST || max > LONGEST) {
    return `an emergency code lives for ${SHORTEST} to ${LONGEST} minutes`;
  }
  if (min > max) return 'the shortest life of an emergency code is longer than the longest';
  if (usual < min || usual > max) {
    return `the usual life of an emergency code (${usual} minutes) is not between ${min} and ${max} minutes`;
  }
  return null;
}
