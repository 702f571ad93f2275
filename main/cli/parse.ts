/** Values of options, parsed where they are read: what is wrong with them is a usage error. */
import { InvalidArgumentError } from 'commander';
import { uuid as uuidInput } from '../api/input.ts';
import { readTime } from '../services/read-time.ts';

export function uuid(text: string): string {
  const parsed = uuidInput.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError('It must be a UUID, as `uuidgen` prints.');
  return parsed.data;
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d{1,15}$/.test(text) || number < min || number > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return number;
  };
}

/** `2026-02-03` (midnight UTC), `2026-02-03T04:05Z` or with any other offset; ms UTC. */
export function time(text: string): number {
  const value = readTime(text, { needsOffset: true });
  if (value === null) {
    throw new InvalidArgumentError('It must be a date like 2026-02-03 or a time like 2026-02-03T04:05Z.');
  }
  return value;
}
