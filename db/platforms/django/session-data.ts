/**
 * Whose a stored session of Django is. Its data are signed and not encrypted (django/core/signing.py, contrib/sessions/backends/base.py),
 * so they are read without SECRET_KEY; who could forge the signature could write the row as well.
 */
import { inflateSync } from 'node:zlib';

export interface SessionOwner {
  /** The user's primary key as text, as SESSION_KEY of django.contrib.auth holds it; null: nobody is signed in with it. */
  userId: string | null;
}

/** No session is larger; what would unfold to more is not unfolded. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Since Django 3.1 `payload:time:signature`, where payload is JSON in base64url, after a dot if it is zlib's; before that
 * base64("hash:JSON"). Null: it is neither, as with PickleSerializer, or with a serializer of the platform's own.
 */
export function ownerOf(sessionData: string): SessionOwner | null {
  const text = sessionData.includes(':') ? payloadOf(sessionData) : olderPayloadOf(sessionData);
  const session = text === null ? null : parsed(text);
  if (session === null) return null;
  const { _auth_user_id: userId } = session;
  return { userId: typeof userId === 'string' || typeof userId === 'number' ? String(userId) : null };
}

function payloadOf(signed: string): string | null {
  const end = signed.lastIndexOf(':', signed.lastIndexOf(':') - 1);
  if (end < 1) return null;
  const payload = signed.slice(0, end);
  if (!payload.startsWith('.')) return Buffer.from(payload, 'base64url').toString();
  try {
    return inflateSync(Buffer.from(payload.slice(1), 'base64url'), {
      maxOutputLength: MOST_BYTES,
    }).toString();
  } catch {
    return null;
  }
}

function olderPayloadOf(encoded: string): string | null {
  const text = Buffer.from(encoded, 'base64').toString();
  const end = text.indexOf(':');
  return end < 1 ? null : text.slice(end + 1);
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
