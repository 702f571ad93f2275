import type { ActionName } from '../actions/names.ts';

/** What can be done to a whole list. No codes: nobody is there to be shown them. A reminder is a mail, and changes nothing. */
export const BULK_ACTIONS = [
  'reset-authenticator',
  'disable-2fa',
  'revoke-sessions',
  'unlock',
  'send-reminder',
] as const satisfies readonly ActionName[];

export type BulkActionName = (typeof BULK_ACTIONS)[number];

export function isBulkAction(name: string): name is BulkActionName {
  return (BULK_ACTIONS as readonly string[]).includes(name);
}

/** What is said of a line: by the plan, and after its turn. */
export { BULK_OUTCOMES, BULK_VERDICTS, type BulkOutcome, type BulkVerdict } from '../../../db/bulk/lines.ts';
