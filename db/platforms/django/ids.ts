/** A user's id: the primary key as the column holds it, so that nothing is converted on the way to a statement. */
import type { UserId } from '../contract.ts';
import type { KeyType } from './tables.ts';

const FORMS: Record<KeyType, RegExp> = {
  integer: /^[1-9]\d{0,18}$/,
  'uuid-text': /^[0-9a-f]{32}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

/** What a BIGINT holds. */
export const LARGEST = 2n ** 63n - 1n;

export function isUserId(type: KeyType, text: string): text is UserId {
  return FORMS[type].test(text) && (type !== 'integer' || BigInt(text) <= LARGEST);
}

/** Of text as people write it: a UUID in capitals, with hyphens or without. Null: it is none. */
export function userIdOf(type: KeyType, text: string): UserId | null {
  const digits = text.toLowerCase().replaceAll('-', '');
  const id = type === 'integer' ? text : type === 'uuid' ? withHyphens(digits) : digits;
  return isUserId(type, id) ? id : null;
}

/** As Django itself writes it in a session's data and in its admin log. */
export function asDjangoWrites(type: KeyType, id: UserId): string {
  return type === 'uuid-text' ? withHyphens(id) : id;
}

function withHyphens(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
