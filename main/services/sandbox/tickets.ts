/** What a browser holds is a random ticket; what the database holds is its digest, so that reading a table opens nothing. */
import { createHash, randomBytes } from 'node:crypto';
import type { Ticket } from './platform.ts';

/** 256 bits from the system's generator, in Base64url. */
export function newTicket(): Ticket {
  return randomBytes(32).toString('base64url');
}

/** Hexadecimal SHA-256. A ticket has full entropy, so nothing slower is needed. */
export function digestOf(ticket: Ticket): string {
  return createHash('sha256').update(ticket).digest('hex');
}
