/** What the procedures accept. Parsed here, trusted below. */
import { z } from 'zod';
import type { UserId } from '../../db/platforms/platform.ts';
import { REASONS } from '../services/actions/action.ts';
import { ROLES } from '../services/permissions.ts';

/** Text without control characters (NUL among them): no name, reason or ticket has any. */
export function line(max: number) {
  return z
    .string()
    .max(max, `at most ${max} characters`)
    .refine((text) => !/\p{Cc}/u.test(text), 'control characters are not allowed');
}

/** As `line`, with line breaks allowed. */
export const text = (max: number) =>
  z
    .string()
    .max(max, `at most ${max} characters`)
    .refine((value) => !/[^\P{Cc}\n\r\t]/u.test(value), 'control characters are not allowed');

export const userId = line(64)
  .min(1)
  .transform((id) => id as UserId);
/** Loose on purpose: db/text/codes.ts reads codes through whatever was typed or pasted along. Never stored as it came. */
export const code = z.string().max(256);
export const password = z.string().min(1).max(1024);
export const staffName = line(64)
  .min(1)
  .transform((name) => name.trim().toLowerCase());
export const role = z.enum(ROLES);
export const email = z.email().max(190);
export const searchQuery = line(200);

export const actionRequest = z.object({
  actionId: z.uuid(),
  userId,
  version: line(128).nullable(),
  reason: z.enum(REASONS),
  reasonText: text(500).nullable(),
  ticket: line(64).nullable(),
  requestId: z.number().int().positive().nullable().default(null),
});
export type ActionRequestInput = z.input<typeof actionRequest>;
