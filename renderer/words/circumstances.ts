/** What an audit entry says beside who did what: on what evidence, approved by whom, for which request, and why not. */
import type { AuditEntry, JsonValue } from '../../db/audit/entry.ts';
import { fieldOf } from './audit.ts';
import { evidenceWords } from './identity.ts';
import { dayAndTime } from './time.ts';

export interface Circumstances {
  /** One line each, e.g. "Call back by sam (Mia: by telephone), 25 Nov 2026, 14:05"; null: this is no action that needs any. */
  evidence: string[] | null;
  /** A name, or why nobody had to; null as above. */
  approved: string | null;
  /** Why it was refused or failed; null: it was not, or the entry does not say. */
  because: string | null;
  requestId: number | null;
  bulkId: number | null;
  /** Of its detail, what is not told by any of these. */
  rest: JsonValue;
}

export function circumstancesOf(entry: Pick<AuditEntry, 'category' | 'outcome' | 'detail'>): Circumstances {
  const { detail } = entry;
  const bulkId = numberIn(detail, 'bulkId');
  const changed = entry.category === 'action' && entry.outcome === 'done';
  const evidence = evidenceIn(detail);
  const approver = fieldOf(detail, 'approvedBy');
  const code = fieldOf(detail, 'code');
  const because =
    entry.outcome !== 'done' && typeof code === 'string' ? (BECAUSE[code] ?? inWords(code)) : null;
  return {
    evidence:
      evidence ??
      (changed ? [bulkId === null ? 'none was demanded by the policy' : 'none: by a list'] : null),
    approved: typeof approver === 'string' ? approver : changed ? unasked(bulkId) : null,
    because,
    requestId: numberIn(detail, 'requestId'),
    bulkId,
    rest: without(detail, ['evidence', 'approvedBy', 'requestId', 'bulkId', ...(because ? ['code'] : [])]),
  };
}

function unasked(bulkId: number | null): string {
  return bulkId === null ? 'nobody had to' : 'whoever approved the bulk change';
}

/** Why a rule said no, as it follows "because". The error's own words name facts that are not in the log. */
const BECAUSE: Record<string, string> = {
  FORBIDDEN: 'their role may not do this',
  OWN_ACCOUNT: 'nobody acts on their own account',
  CLOCK_WENT_BACK: 'the clock of the console was set back since the last code',
  STAFF_LOCKED: 'the staff account was locked after too many wrong tries',
  STAFF_DISABLED: 'the staff account is closed',
  WRONG_CREDENTIALS: 'name, password or code was wrong',
  WRONG_CODE: 'the code was not right',
  FRESH_CODE_REQUIRED: 'it needs a fresh code from their own authenticator',
  VERIFICATION_REQUIRED: 'too little was known of the caller',
  APPROVAL_REQUIRED: 'a second person has to approve it first',
  APPROVAL_PENDING: 'nobody had approved it yet',
  APPROVAL_REJECTED: 'the approval was rejected',
  APPROVAL_EXPIRED: 'the approval had expired',
  APPROVAL_DECIDED: 'the approval was used, withdrawn or rejected already',
  APPROVAL_OWN: 'nobody approves what they asked for themselves',
  BULK_OWN: 'nobody approves a bulk change that they planned themselves',
  LIMIT_REACHED: 'a limit was reached; the leads were told',
  CHANGED_SINCE: 'the user had changed since they looked',
  NOTHING_TO_DO: 'there was nothing to do',
  ACTION_ID_REUSED: 'the action’s id belonged to another action',
  IDENTITY_CODE_WRONG: 'it was not the code that was sent',
  IDENTITY_CODE_GONE: 'no code that was sent was still good',
  IDENTITY_NOT_PROVED: 'it proved nothing',
  IDENTITY_TRIES: 'too many wrong codes were tried',
  CODES_BY_MAIL_OFF: 'the policy does not allow codes by mail',
  EMAIL_CHECK_MISSING: 'nobody had proved that the caller reads the mailbox on file',
  EMAIL_CHECK_OLD: 'the proof that the caller reads the mailbox was more than an hour old',
  EMAIL_CHANGED: 'the address on file was not the one that the code went to',
  EMAIL_MISSING: 'there is no e-mail address on file',
  NO_ADDRESS: 'there is no e-mail address on file',
  REMINDED_LATELY: 'the user was reminded within the last 7 days',
  REQUEST_TAKEN: 'somebody else had the request',
  REQUEST_CHANGED: 'the request had changed since they looked',
  REQUEST_CLOSED: 'the request was closed',
  USER_NOT_FOUND: 'there is no such user',
  LAST_ADMIN: 'it is the last admin who can sign in',
  DATABASE_UNREACHABLE: 'the database did not answer',
  DATABASE_BUSY: 'the database was busy with the same rows',
  INTERNAL: 'something went wrong inside Rekey',
};

/** "SOME_CODE" → "some code": an error that is newer than these words. */
function inWords(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

function evidenceIn(detail: JsonValue): string[] | null {
  const evidence = fieldOf(detail, 'evidence');
  if (!Array.isArray(evidence) || evidence.length === 0) return null;
  return evidence.map((one) => {
    const said = (name: string) => {
      const value = fieldOf(one, name);
      return typeof value === 'string' ? value : null;
    };
    const kind = said('kind');
    // As another version of Rekey, or another hand, wrote it.
    if (kind === null) return typeof one === 'string' ? one : JSON.stringify(one);
    const words = evidenceWords({
      kind,
      weight: numberIn(one, 'weight') ?? 0,
      by: said('by') ?? 'somebody',
      at: 0,
      who: said('who'),
      note: said('note'),
    });
    const at = numberIn(one, 'at');
    return at === null ? words : `${words}, ${dayAndTime(at)}`;
  });
}

function numberIn(value: JsonValue, field: string): number | null {
  const number = fieldOf(value, field);
  return typeof number === 'number' ? number : null;
}

function without(detail: JsonValue, fields: readonly string[]): JsonValue {
  if (detail === null || typeof detail !== 'object' || Array.isArray(detail)) return detail;
  const rest = Object.entries(detail).filter(([name]) => !fields.includes(name));
  return rest.length === 0 ? null : Object.fromEntries(rest);
}
