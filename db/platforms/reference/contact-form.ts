/** The platform's own contact form, in the order of its primary key. */
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
const COLUMNS = ['id', 'user_id', 'name', 'email', 'phone', 'topic', 'message', 'created_at'];

export const contactForm: ContactForm = {
  async after(reader, id, limit) {
    return toMessages(
      await reader(TABLE).where('id', '>', String(id)).orderBy('id').limit(limit).select(COLUMNS),
    );
  },
  async withIds(reader, ids) {
    if (ids.length === 0) return [];
    return toMessages(await reader(TABLE).whereIn('id', ids.map(String)).orderBy('id').select(COLUMNS));
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
    return row ? BigInt(row.id) : 0n;
  },
};

function toMessages(rows: readonly MessageRow[]): ContactMessage[] {
  return rows.map((row) => ({
    id: BigInt(row.id),
    userId: row.user_id === null ? null : (String(row.user_id) as UserId),
    name: row.name,
    email: row.email,
    phone: row.phone,
    topic: row.topic,
    message: row.message,
    time: Number(row.created_at),
  }));
}
