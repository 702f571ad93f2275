/** Version 2 of the fold (db/text/fold.ts): what requests and entries of the log are found by is made anew. */
import type { Knex } from 'knex';
import { termsOf } from '../requests/terms.ts';
import { makeTermsAnew } from './terms-anew.ts';

interface Request {
  id: number | string;
  ticket: string | null;
  sender_name: string | null;
  sender_email: string | null;
  sender_phone: string | null;
}

export async function up(knex: Knex): Promise<void> {
  // Filled from the entries again before the next search, as on a first day.
  for (const table of ['rekey_audit_terms', 'rekey_audit_hours']) await knex(table).delete();
  await makeTermsAnew<Request>(
    knex,
    {
      from: 'rekey_requests',
      columns: ['id', 'ticket', 'sender_name', 'sender_email', 'sender_phone'],
      into: 'rekey_request_terms',
      owner: 'request_id',
    },
    ({ ticket, sender_name, sender_email, sender_phone }) =>
      termsOf({ ticket, sender: { name: sender_name, email: sender_email, phone: sender_phone } }),
  );
}

/** Terms of another version are no other tables. */
export async function down(): Promise<void> {}
