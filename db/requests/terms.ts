/** What a request is found by: its ticket, and its sender's name, each later word of it, and e-mail address. */
import type { Transaction } from '../database.ts';
import { fold } from '../text/fold.ts';
import { searchTerms, toTerm, withoutNested } from '../text/search-terms.ts';
import type { RequestRecord } from './request.ts';

export const TERMS = 'rekey_request_terms';

export function termsOf({ ticket, sender }: Pick<RequestRecord, 'ticket' | 'sender'>): string[] {
  const terms = searchTerms({
    username: ticket ?? '',
    email: sender.email ?? '',
    fullName: sender.name ?? '',
  });
  const phone = digitsOf(sender.phone ?? '');
  return phone === '' ? terms : [...new Set([...terms, phone])];
}

/**
 * The beginnings that a query may mean. Digits with spaces, dots, dashes or strokes between them are a ticket as it is written
 * ("26.000.17", "4711/26") or a telephone number, of which only the digits count: both are looked for.
 */
export function queryPrefixes(query: string): string[] {
  const text = fold(query);
  const readings = /^\+?[\d\s()./-]{5,}$/.test(text) ? [text, digitsOf(text)] : [text];
  return withoutNested(readings.map(toTerm));
}

/** "0044" is "+44", and behind either the "(0)" is not dialled (ITU-T E.123, 7.2). */
function digitsOf(phone: string): string {
  const number = fold(phone).replace(/^00/, '+');
  return (number.startsWith('+') ? number.replace('(0)', '') : number).replace(/[^\d+]/g, '');
}

export async function replaceTerms(
  tx: Transaction,
  request: Pick<RequestRecord, 'id' | 'ticket' | 'sender'>,
): Promise<void> {
  await tx(TERMS).where({ request_id: request.id }).delete();
  const terms = termsOf(request);
  if (terms.length > 0) await tx(TERMS).insert(terms.map((term) => ({ term, request_id: request.id })));
}
