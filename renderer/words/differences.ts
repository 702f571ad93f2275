/** What differs between the state before and after, field by field, in words. */
import type { JsonValue } from '../../db/audit/entry.ts';
import { stateOf } from './enrolment.ts';
import { number } from './numbers.ts';
import { dayAndTime } from './time.ts';

export interface Difference {
  field: string;
  before: string;
  after: string;
  changed: boolean;
}

/** Every field of both, in the order of the first; nested objects as "backup codes, unused". */
export function differencesOf(before: JsonValue, after: JsonValue): Difference[] {
  const earlier = new Map(flatten(before, []));
  const later = new Map(flatten(after, []));
  return [...new Set([...earlier.keys(), ...later.keys()])].map((field) => {
    const was = earlier.get(field) ?? NOTHING;
    const is = later.get(field) ?? NOTHING;
    return { field, before: was, after: is, changed: was !== is };
  });
}

const NOTHING = 'none';

function flatten(value: JsonValue, path: string[]): [string, string][] {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, inner]) => flatten(inner, [...path, name]));
  }
  // A missing part (no authenticator) has no fields of its own: they read "none" by the other side's.
  if (value === null && path.length === 1 && OPTIONAL_PARTS.has(path[0] ?? '')) return [];
  if (path.length === 0 || (value === null && UNTOLD.has(path.at(-1) ?? ''))) return [];
  return [[path.map(spaced).join(', '), inWords(value, path.at(-1) ?? '')]];
}

/** Where the platform does not tell, null is not "none". */
const UNTOLD = new Set('required failedAttempts lockAssumes sessions trustedDevices unused used'.split(' '));

const OPTIONAL_PARTS = new Set(['authenticator', 'backupCodes']);

function inWords(value: JsonValue, field: string): string {
  if (value === null) return NOTHING;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return isTime(field) ? dayAndTime(value) : number(value);
  if (typeof value === 'string') {
    if (value === '') return NOTHING;
    const word = (field === 'enrolment' && stateOf(value)) || value;
    return CODED.has(field) ? word.replaceAll('-', ' ') : word;
  }
  if (Array.isArray(value))
    return value.length === 0 ? NOTHING : value.map((item) => listItem(item, field)).join('; ');
  return JSON.stringify(value);
}

/** Fields that hold one of a few words, not something that a person wrote or a machine made. */
const CODED = new Set(['enrolment', 'method', 'verdict', 'state', 'channel', 'category', 'reason']);

function listItem(item: JsonValue, field: string): string {
  if (item !== null && typeof item === 'object' && !Array.isArray(item)) {
    return Object.entries(item)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${spaced(name)} ${inWords(value, name)}`)
      .join(', ');
  }
  return inWords(item, field);
}

function isTime(field: string): boolean {
  return /(At|Until|time)$/.test(field);
}

/** "lastUsedAt" → "last used at". */
function spaced(name: string): string {
  return name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}
