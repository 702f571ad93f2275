/** A queue as it stands after years: most requests are closed, thousands are open, a few hundred are mine. */
import { type Database, rowsOf } from '../../db/database.ts';
import { CATEGORIES, CHANNELS, REQUEST_STATES } from '../../db/requests/index.ts';
import { isOpen } from '../../db/requests/request.ts';
import { termsOf } from '../../db/requests/terms.ts';

/** A staff member's id. */
export const ME = 7;

const ROWS_AT_ONCE = 1_000;

/** `now`: ms UTC; the newest came just then. */
export async function seedRequests(database: Database, count: number, now: number): Promise<void> {
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, count - start) }, (_, n) =>
      rowOf(start + n + 1, count, now),
    );
    const terms = rows.flatMap((row) =>
      termsOf({
        ticket: row.ticket,
        sender: { name: row.sender_name, email: row.sender_email, phone: row.sender_phone },
      }).map((term) => ({ term, request_id: row.id })),
    );
    await database.transaction(async (tx) => {
      await insert(tx, 'rekey_requests', rows);
      await insert(tx, 'rekey_request_terms', terms);
    });
  }
  if (database.kind === 'mysql')
    await rowsOf(database.reader, 'ANALYZE TABLE rekey_requests, rekey_request_terms');
}

function rowOf(id: number, count: number, now: number) {
  const state = REQUEST_STATES[id % 10 < 3 ? id % 3 : 3 + (id % 2)] ?? 'new';
  const held = state !== 'new';
  const channel = CHANNELS[id % CHANNELS.length] ?? 'form';
  const category = CATEGORIES[(id * 3) % CATEGORIES.length] ?? 'other';
  return {
    id,
    source: 'seed',
    source_ref: String(id),
    state,
    open: isOpen(state) ? 1 : 0,
    channel,
    category,
    ticket: `INC-${String(id).padStart(6, '0')}`,
    sender_name: `Sender ${id} Family-${id % 5_000}`,
    sender_email: `sender${id}.test@example.org`,
    sender_phone: `+1 202 555 ${String(id).padStart(5, '0')}`,
    message: `I can not get in with my phone, number ${id}.`,
    assignee_id: held ? 1 + ((id * 7) % 40) : null,
    assignee_name: held ? `agent-${1 + ((id * 7) % 40)}` : null,
    // Several in the same millisecond.
    received_at: now - Math.floor((count - id) / 3) * 60_000,
    created_at: now,
    version: 1,
  };
}

async function insert(tx: Database['reader'], table: string, rows: Record<string, string | number | null>[]) {
  const columns = Object.keys(rows[0] ?? {});
  // As many values as one statement may have.
  const chunk = Math.floor(6_000 / columns.length);
  for (let start = 0; start < rows.length; start += chunk) {
    const part = rows.slice(start, start + chunk);
    const places = part.map(() => `(${columns.map(() => '?').join(', ')})`).join(', ');
    await tx.raw(`INSERT INTO ?? (${columns.map(() => '??').join(', ')}) VALUES ${places}`, [
      table,
      ...columns,
      ...part.flatMap((row) => Object.values(row)),
    ]);
  }
}
