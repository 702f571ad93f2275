/** What a request is found by: its ticket, and its sender's name, each later word of it, and e-mail address. */
import type { Transaction } from '../database.ts';
import { fold, searchTerms } from '../platforms/reference/fold.ts';
import type { RequestRecord } from './request.ts';

export const TERMS = 'rekey_request_terms';

export function termsOf({ ticket, sender }: Pick<RequestRecord, 'ticket' | 'sender'>): string[] {
  const terms = searchTerms({
    username: ticket ?? '',
    email: sender.email ?? '',
    fullName: sender.name ?? '',
  });
  const phone = sender.phone?.replace(/[^\d+]/g, '') ?? '';
  return phone === '' ? terms : [...new Set([...terms, phone])];
}

/** A query as it is compared with terms. A telephone number may be typed with spaces and dashes. */
export function foldQuery(query: string): string {
  return /^\+?[\d\s()./-]{5,}$/.test(query.trim()) ? query.replace(/[^\d+]/g, '') : fold(query);
}

export async function replaceTerms(
  tx: Transaction,
  request: Pick<RequestRecord, 'id' | 'ticket' | 'sender'>,
): Promise<void> {
  await tx(TERMS).where({ request_id: request.id }).delete();
  const terms = termsOf(request);
  if (terms.length > 0) await tx(TERMS).insert(terms.map((term) => ({ term, request_id: request.id })));
}
