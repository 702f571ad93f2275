/** What a request is found by: its ticket, and its sender's name, each later word of it, and e-mail address. */
import type { Transaction } from '../database.ts';
import { fold } from '../text/fold.ts';
import { dialled, mayBePhone } from '../text/phone.ts';
import { searchTerms, toTerm, withoutNested } from '../text/search-terms.ts';
import type { RequestRecord } from './request.ts';

export const TERMS = 'rekey_request_terms';

export function termsOf({ ticket, sender }: Pick<RequestRecord, 'ticket' | 'sender'>): string[] {
  const terms = searchTerms({
    username: ticket ?? '',
    email: sender.email ?? '',
    fullName: sender.name ?? '',
  });
  const phone = dialled(sender.phone ?? '');
  return phone === '' ? terms : [...new Set([...terms, phone])];
}

/**
 * The beginnings that a query may mean: a ticket as it is written ("26.000.17", "4711/26", or "#4711" for 4711 as well), a
 * name or an address, and where it is written as telephone numbers are, also one of those, of which only the digits count.
 */
export function queryPrefixes(query: string): string[] {
  const text = fold(query);
  const readings = [text, text.replace(/^#\s*(?=\d)/, ''), ...(mayBePhone(text) ? [dialled(text)] : [])];
  return withoutNested(readings.map(toTerm));
}

export async function replaceTerms(
  tx: Transaction,
  request: Pick<RequestRecord, 'id' | 'ticket' | 'sender'>,
): Promise<void> {
  await tx(TERMS).where({ request_id: request.id }).delete();
  const terms = termsOf(request);
  if (terms.length > 0) await tx(TERMS).insert(terms.map((term) => ({ term, request_id: request.id })));
}
