/** The platform's own contact form, in the order of its primary key, which is its cursor as well: at most 64 bits. */
import type { ContactForm, ContactMessage, UserId } from '../contract.ts';

interface MessageRow {
  id: number | string;
  user_id: number | string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  topic: string | null;
  message: string;
  created_at: number | string;
}

const TABLE = 'contact_messages';
/** Of a longer gap in the key, so many ids before its end are looked for again. */
const MOST_SKIPPED = 400;
const COLUMNS = ['id', 'user_id', 'name', 'email', 'phone', 'topic', 'message', 'created_at'];

export const contactForm: ContactForm = {
  async after(reader, cursor, limit) {
    const messages = toMessages(
      await reader(TABLE).where('id', '>', cursor).orderBy('id').limit(limit).select(COLUMNS),
    );
    const last = messages.at(-1)?.id ?? cursor;
    return { messages, cursor: last, skipped: idsBetween(cursor, last, messages) };
  },
  async withIds(reader, ids) {
    if (ids.length === 0) return [];
    return toMessages(await reader(TABLE).whereIn('id', ids).orderBy('id').select(COLUMNS));
  },
  /** One row of the index on created_at. */
  async lastBefore(reader, time) {
    const row: { id: number | string } | undefined = await reader(TABLE)
      .where('created_at', '<', time)
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .first('id');
    return row ? String(row.id) : '0';
  },
};

/** The key counts up, but is not always committed in its order. */
function idsBetween(from: string, to: string, messages: readonly ContactMessage[]): string[] {
  const taken = new Set(messages.map(({ id }) => id));
  const start = BigInt(to) - BigInt(MOST_SKIPPED);
  const skipped: string[] = [];
  for (let id = start > BigInt(from) ? start : BigInt(from) + 1n; id < BigInt(to); id += 1n)
    if (!taken.has(String(id))) skipped.push(String(id));
  return skipped;
}

function toMessages(rows: readonly MessageRow[]): ContactMessage[] {
  return rows.map((row) => ({
    id: String(row.id),
    userId: row.user_id === null ? null : (String(row.user_id) as UserId),
    name: row.name,
    email: row.email,
    phone: row.phone,
    topic: row.topic,
    message: row.message,
    time: Number(row.created_at),
  }));
}
