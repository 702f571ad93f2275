/** What a request may be made of, wherever it comes from: a form, a file, a script. */
import { z } from 'zod';
import { ADDRESS_OCTETS, isMailAddress } from '../../db/text/mail-address.ts';
import { CATEGORIES, CHANNELS, REQUEST_STATES } from '../services/requests.ts';
import { line, named, text, ticket } from './input.ts';

export const requestState = z.enum(REQUEST_STATES);
export const channel = z.enum(CHANNELS);
export const category = z.enum(CATEGORIES);

/** As the sender gave it: whether the address is one that mail reaches is asked, not whether it is theirs. */
export const sender = z.object({
  name: named(120).nullable(),
  email: named(ADDRESS_OCTETS)
    .refine((address) => address === '' || isMailAddress(address), 'it is no e-mail address')
    .nullable(),
  phone: named(40).nullable(),
});

/** A request from a file, see docs/requests.md. */
export const importRow = z
  .object({
    /** The same key is the same request. */
    key: line(140).min(1),
    channel,
    category,
    ticket: ticket.nullable(),
    sender,
    message: text(10_000).refine((message) => message.trim() !== '', 'it is empty'),
    /** ms UTC. */
    receivedAt: z.number().int().min(0).max(8_640_000_000_000_000).nullable(),
  })
  .refine(
    ({ sender: { name, email, phone } }) => [name, email, phone].some((part) => (part ?? '') !== ''),
    'it needs the name, e-mail address or phone number of the sender',
  );
