/** Nothing encrypted is written before the platform's keys have opened a value that is there, or there is none. */
import { RekeyError } from '../errors.ts';
import type { KeyProof } from './contract.ts';

/** @throws RekeyError PLATFORM_KEY_WRONG when they open none of what is stored */
export function demandOpened({ opened, refused, setting }: KeyProof): void {
  if (opened === 0 && refused > 0)
    throw new RekeyError('PLATFORM_KEY_WRONG', { setting, what: 'what the platform keeps encrypted' });
}
