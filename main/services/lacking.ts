import { RekeyError } from '../../db/errors.ts';

/** @param what has not, after "has no": "backup codes that Rekey can issue" */
export function lacking({ label }: { label: string }, what: string): RekeyError {
  return new RekeyError('NOT_SUPPORTED', { platform: label, what });
}
