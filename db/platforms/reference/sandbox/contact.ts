/** The sandbox platform's contact form: what Rekey's queue reads. */
import type { Reader } from '../../../database.ts';

export interface NewContactMessage {
  /** Who is signed in, or has given their password; null: nobody. */
  userId: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  topic: string;
  message: string;
  /** ms UTC. */
  now: number;
}

/** The number of the message. */
export async function addContactMessage(database: Reader, message: NewContactMessage): Promise<number> {
  const [id] = await database('contact_messages').insert({
    user_id: message.userId,
    name: message.name,
    email: message.email,
    phone: message.phone,
    topic: message.topic,
    message: message.message,
    created_at: message.now,
  });
  return Number(id);
}
