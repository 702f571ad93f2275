/** Users in the order of their keys, cut into ranges that keep their users for good. */
import { RekeyError } from '../../errors.ts';
import type { UserId } from '../contract.ts';
import { LARGEST } from './ids.ts';
import type { KeyType } from './tables.ts';

/** Keys from one on, and before another; null: to the last. Both as the column holds them. */
export interface KeyRange {
  /** At most 64 characters. */
  name: string;
  from: string;
  end: string | null;
}

/** Integers of one range. So many users are read and counted in some hundredths of a second. */
const SIZE = 5_000n;

export function rangeOf(type: KeyType, id: UserId): KeyRange {
  if (type === 'integer') return integers((BigInt(id) / SIZE) * SIZE);
  const place = placeOf(type, id);
  return prefixed(type, place.slice(0, digitsOf(place)));
}

/** @throws RekeyError BAD_INPUT for what is no range of these keys */
export function rangeNamed(type: KeyType, name: string): KeyRange {
  if (type === 'integer' && /^\d{1,19}$/.test(name)) return integers(BigInt(name));
  if (type !== 'integer' && /^[0-9a-f]{3,5}$/.test(name)) return prefixed(type, name);
  throw new RekeyError('BAD_INPUT', { why: 'no range of these users' });
}

/** Where a key is between the first and the last, for an estimate of how many come before it. */
export function placeNumber(type: KeyType, id: UserId): number {
  return type === 'integer' ? Number(id) : Number.parseInt(placeOf(type, id).slice(0, 12), 16);
}

function integers(start: bigint): KeyRange {
  const end = start + SIZE;
  return { name: String(start), from: String(start), end: end > LARGEST ? null : String(end) };
}

/** Those whose place begins so. */
function prefixed(type: KeyType, prefix: string): KeyRange {
  const next = (Number.parseInt(prefix, 16) + 1).toString(16).padStart(prefix.length, '0');
  const key = (place: string) => {
    const digits = place.padEnd(32, '0');
    return type === 'uuid' ? digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : digits;
  };
  return { name: prefix, from: key(prefix), end: next.length > prefix.length ? null : key(next) };
}

/**
 * Random UUIDs (version 4, RFC 9562) are spread over 4,096 ranges. Those that begin with the time (version 7) begin with 01 until 2039,
 * where 5 digits are three days.
 */
function digitsOf(place: string): number {
  return place.startsWith('01') ? 5 : 3;
}

/**
 * A UUID as its digits are compared. MariaDB's own type has the node first and the time last, of versions 1 to 5; a UUID of version 0,
 * as the ends of ranges are, it compares as it is written.
 */
function placeOf(type: KeyType, id: UserId): string {
  const digits = id.replaceAll('-', '');
  const version = Number.parseInt(digits.charAt(12), 16);
  const isTurned = type === 'uuid' && version >= 1 && version <= 5 && /^[89a-f]/.test(digits.charAt(16));
  if (!isTurned) return digits;
  return [20, 16, 12, 8, 0].map((from, index) => digits.slice(from, [32, 20, 16, 12, 8][index])).join('');
}
