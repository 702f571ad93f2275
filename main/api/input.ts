/** What the procedures accept. Parsed here, trusted below. */

import { z } from 'zod';
import type { UserId } from '../../db/platforms/contract.ts';
import { ADDRESS_OCTETS, isMailAddress } from '../../db/text/mail-address.ts';
import { nameKey, visible } from '../../db/text/visible.ts';
import { TITLE_LENGTH } from '../contract/mark.ts';
import { ROLES } from '../contract/permissions.ts';
import { REASONS } from '../contract/reasons.ts';
import { TLS_MODES } from '../contract/server-address.ts';

/** Any text at all: with no half of a character, which no database and no file can keep. */
export function anyText(max: number) {
  return z
    .string()
    .max(max, `at most ${max} characters`)
    .refine((value) => value.isWellFormed(), 'half a character is not allowed');
}

/** Text without control characters (NUL among them): no name, reason or ticket has any. */
export function line(max: number) {
  return anyText(max).refine((value) => !/\p{Cc}/u.test(value), 'control characters are not allowed');
}

/** As `line`, with line breaks allowed. */
export function text(max: number) {
  return anyText(max).refine(
    (value) => !/[^\P{Cc}\n\r\t]/u.test(value),
    'control characters are not allowed',
  );
}

/**
 * What names somebody or a case: a name, an address, a ticket, a telephone number. What nobody sees came along when it was
 * copied, and is neither kept nor counted.
 */
export function named(max: number, min = 0) {
  return anyText(4 * max)
    .transform(visible)
    .pipe(line(max).min(min, 'it is empty'));
}

/** The same id in capitals is the same id. */
export const uuid = z.uuid('it must be a UUID').toLowerCase();
/** Whether anybody of the platform can have it is asked in trpc.ts, which knows the platform. */
export const userId = named(64, 1).transform((id) => id as UserId);
/** Loose on purpose: db/text/codes.ts reads codes through whatever was typed or pasted along. Never stored as it came. */
export const code = text(256);
export const password = anyText(1024).min(1);
export const staffName = named(64, 1).transform(nameKey);
export const ticket = named(64);
export const role = z.enum(ROLES);
export const email = named(ADDRESS_OCTETS).refine(isMailAddress, 'that is not an e-mail address');
/** An address has at most 254 octets (RFC 5321, 4.5.3.1). */
export const searchQuery = named(ADDRESS_OCTETS);
export const userReference = named(ADDRESS_OCTETS, 1);

export const actionRequest = z.object({
  actionId: uuid,
  userId,
  version: line(128).nullable(),
  reason: z.enum(REASONS),
  reasonText: text(500).nullable(),
  ticket: ticket.nullable(),
  requestId: z.number().int().positive().nullable().default(null),
});
export type ActionRequestInput = z.input<typeof actionRequest>;

export const accountName = line(80).min(1);
/** What the window says of the platform. */
export const mark = z.object({ title: named(TITLE_LENGTH, 1), production: z.boolean() });
/** Of a database server. What of it can be written as an address is for db/mysql-address.ts to say. */
export const serverAddress = z.object({
  host: line(253).min(1),
  port: z.number().int().min(1).max(65535),
  user: accountName,
  password: anyText(1024),
  database: line(64).min(1),
  tls: z.enum(TLS_MODES),
  ca: line(1024).min(1).optional(),
  cert: line(1024).min(1).optional(),
  key: line(1024).min(1).optional(),
  socket: line(1024).min(1).optional(),
  ssh: line(1024).min(1).optional(),
  sshkey: line(1024).min(1).optional(),
  knownhosts: line(1024).min(1).optional(),
});

/** Names of columns; whether they are there is for the platform to say. */
export const platformChoices = z.record(
  line(64),
  z.union([line(64).nullable(), z.array(line(64)).max(20).readonly()]),
);
