/** The audit log in words. */

import type { AuditAction } from '../../db/audit/actions.ts';
import type { AuditCategory, AuditEntry, AuditOutcome, JsonValue } from '../../db/audit/entry.ts';
import { CATALOGUE } from '../../main/contract/actions.ts';
import type { Reason } from '../../main/contract/reasons.ts';
import { REASON_WORDS } from './actions.ts';
import { plural } from './time.ts';

export const CATEGORY_WORDS: Record<AuditCategory, string> = {
  action: 'Changes to users',
  view: 'Looks at users',
  request: 'Contact requests',
  identity: 'Identity checks',
  approval: 'Approvals',
  bulk: 'Bulk changes',
  staff: 'Staff accounts',
  system: 'Rekey itself',
};

export const OUTCOME_WORDS: Record<AuditOutcome, string> = {
  done: 'Done',
  refused: 'Refused',
  failed: 'Failed',
};

interface AuditActionWords {
  /** In a list. */
  name: string;
  /** After "Ada": "issued new backup codes for". `{user}` stands where the user is named. */
  did: string;
}

/** Every action that is logged. */
const LOGGED_WORDS: Record<AuditAction, AuditActionWords> = {
  ...CATALOGUE,
  'end-late-sessions': {
    name: 'End later sessions',
    did: 'had sessions of {user} ended that began while they were looked for',
  },
  'check-code': { name: 'Check a code', did: 'checked a code of {user}' },
  'view-user': { name: 'Look at a user', did: 'looked at {user}' },
  'search-users': { name: 'Search', did: 'searched for {query}' },
  look: { name: 'Look without a right', did: 'looked at what needs the right “{permission}”' },
  'list-enrolment': { name: 'List of enrolment', did: 'looked at a list of users by their enrolment' },
  'count-enrolment': { name: 'Count enrolment', did: 'counted whose 2FA is on' },
  'cancel-enrolment-count': { name: 'Stop counting', did: 'cancelled counting whose 2FA is on' },
  'export-enrolment': { name: 'Export of enrolment', did: 'exported a list of users by their enrolment' },
  'report-enrolment': {
    name: 'Report of enrolment',
    did: 'made a report of a list of users by their enrolment',
  },
  'search-requests': { name: 'Search in the queue', did: 'searched the requests for {query}' },
  'send-identity-code': { name: 'Code by e-mail sent', did: 'sent an identity code by e-mail to {user}' },
  'check-email-code': { name: 'Code by e-mail', did: 'checked the code that was mailed to {user}' },
  'check-totp': { name: 'Authenticator code', did: 'checked the authenticator code of a caller as {user}' },
  'check-backup-code': { name: 'Backup code', did: 'took a backup code as proof from a caller as {user}' },
  'record-call-back': { name: 'Call back', did: 'recorded that they called {user} back' },
  'record-colleague': { name: 'Colleague confirms', did: 'recorded that a colleague confirmed {user}' },
  'record-photo-id': { name: 'Photo ID', did: 'recorded that they saw a photo ID of {user}' },
  'record-personal-data': {
    name: 'Personal data',
    did: 'recorded that a caller knew personal data of {user}',
  },
  'ask-approval': { name: 'Approval asked', did: 'asked for an approval concerning {user}' },
  approve: { name: 'Approved', did: 'approved an action on {user}' },
  'reject-approval': { name: 'Rejected', did: 'rejected an action on {user}' },
  'carry-out-approval': { name: 'Approval used', did: 'carried out what was approved concerning {user}' },
  'withdraw-approval': { name: 'Approval withdrawn', did: 'withdrew what was asked concerning {user}' },
  'plan-bulk': { name: 'Plan a bulk change', did: 'planned bulk change {bulk}' },
  'approve-bulk': { name: 'Bulk change approved', did: 'approved bulk change {bulk}' },
  'reject-bulk': { name: 'Bulk change rejected', did: 'rejected bulk change {bulk}' },
  'start-bulk': { name: 'Bulk change started', did: 'started bulk change {bulk}' },
  'pause-bulk': { name: 'Bulk change paused', did: 'had bulk change {bulk} paused' },
  'resume-bulk': { name: 'Bulk change resumed', did: 'resumed bulk change {bulk}' },
  'cancel-bulk': { name: 'Bulk change cancelled', did: 'cancelled bulk change {bulk}' },
  'finish-bulk': { name: 'Bulk change done', did: 'had bulk change {bulk} carried out to its end' },
  'report-bulk': { name: 'Report of a bulk change', did: 'took the report of bulk change {bulk}' },
  'view-request': { name: 'Look at a request', did: 'looked at request {request}' },
  'requests-received': { name: 'Requests received', did: 'received requests from the contact form' },
  'pick-up-requests': { name: 'Fetch requests', did: 'fetched what came through the contact form' },
  'create-request': { name: 'New request', did: 'made request {request}' },
  'import-requests': { name: 'Import requests', did: 'imported requests' },
  'take-request': { name: 'Take a request', did: 'took request {request}' },
  'move-request': { name: 'Move a request', did: 'moved request {request} on' },
  'reassign-request': { name: 'Reassign a request', did: 'reassigned request {request}' },
  'edit-request': { name: 'Edit a request', did: 'edited request {request}' },
  'confirm-request-user': {
    name: 'Confirm the user',
    did: 'confirmed {user} as the user of request {request}',
  },
  'unset-request-user': { name: 'Unset the user', did: 'unset the user of request {request}' },
  'note-on-request': { name: 'Note on a request', did: 'left a note on request {request}' },
  'start-training': { name: 'Training', did: 'started a training about {user}' },
  'sign-in': { name: 'Sign in', did: 'signed in' },
  'sign-in-failed': { name: 'Failed sign-in', did: 'tried to sign in' },
  'sign-out': { name: 'Sign out', did: 'signed out' },
  'session-locked': { name: 'Session locked', did: 'left a session, which locked' },
  'session-unlocked': { name: 'Session unlocked', did: 'unlocked the session' },
  'unlock-failed': { name: 'Failed unlock', did: 'tried to unlock the session' },
  'code-confirmed': { name: 'Fresh code', did: 'confirmed with a fresh code' },
  'code-failed': { name: 'Wrong fresh code', did: 'gave a wrong fresh code' },
  'account-locked': { name: 'Staff account locked', did: 'was locked after too many wrong tries' },
  'pairing-started': { name: 'Pairing started', did: 'started to pair an authenticator of their own' },
  'pairing-failed': { name: 'Pairing failed', did: 'gave a wrong first code while pairing' },
  'authenticator-paired': { name: 'Staff authenticator paired', did: 'paired an authenticator of their own' },
  'first-admin': { name: 'First admin', did: 'became the first admin' },
  'add-staff': { name: 'Add staff', did: 'added the staff member {member}' },
  'set-role': { name: 'Set role', did: 'changed the role of {member}' },
  'close-account': { name: 'Close account', did: 'closed the account of {member}' },
  'reopen-account': { name: 'Reopen account', did: 'reopened the account of {member}' },
  'unlock-account': { name: 'Unlock staff', did: 'unlocked the staff member {member}' },
  'invite-again': { name: 'New invitation', did: 'invited {member} anew' },
  'list-staff': { name: 'List staff', did: 'wanted to see the staff' },
  'retry-notification': { name: 'Try a notice again', did: 'had a notice tried again to {user}' },
  'retry-failed-notifications': {
    name: 'Try notices again',
    did: 'had all failed notices tried again',
  },
  'send-notifications': { name: 'Send notices', did: 'sent the notices that waited' },
  'view-platform-choices': {
    name: 'Look at who the users are',
    did: 'looked at which columns say who a user is',
  },
  'sample-platform': { name: 'First users', did: 'looked at the first users by other columns' },
  'change-platform-choices': {
    name: 'Who the users are',
    did: 'changed which columns say who a user is',
  },
  'remove-emergency-code': {
    name: 'Emergency code ended',
    did: 'removed the emergency code of {user}, whose time was up',
  },
  'connect-platform': { name: 'Connected', did: 'connected Rekey to the platform' },
  'view-settings': { name: 'Look at the settings', did: 'wanted to see the settings' },
  'test-connection': { name: 'Test the connection', did: 'tested a connection to the database' },
  'change-connection': { name: 'Change the connection', did: 'changed the connection to the database' },
  'change-policy': { name: 'Change the policy', did: 'changed the policy' },
  'change-platform-mark': {
    name: 'Change the mark',
    did: 'changed the title of the platform or its mark as production',
  },
  'change-mail-server': { name: 'Change mail server', did: 'changed the mail server' },
  'remove-mail-server': { name: 'Forget mail server', did: 'removed the mail server' },
  'test-mail': { name: 'Test mail', did: 'tested the mail server' },
  'change-letterhead': { name: 'Change letterhead', did: 'changed what every mail says' },
  'change-mail-template': { name: 'Change mail template', did: 'changed the words of a mail' },
  'seal-anew': { name: 'Sealed anew', did: 'sealed what is kept for staff with the key of this console' },
  'make-checkpoint': { name: 'Checkpoint', did: 'signed a checkpoint of the audit log' },
  'make-audit-key': { name: 'Signing key made', did: 'made a key that signs the audit log' },
  'rotate-audit-key': { name: 'Signing key changed', did: 'changed the key that signs the audit log' },
  'export-audit-log': { name: 'Log exported', did: 'exported entries of the audit log' },
  'follow-audit-log': { name: 'Log forwarded', did: 'began to forward the audit log' },
  'change-audit-retention': {
    name: 'Retention changed',
    did: 'changed how long entries of the log are kept',
  },
  'archive-audit-log': { name: 'Log archived', did: 'sealed old entries of the audit log into an archive' },
  'verify-audit-log': { name: 'Verify the log', did: 'verified the audit log' },
};

export const AUDIT_ACTIONS = Object.keys(LOGGED_WORDS) as AuditAction[];

/** Undefined for one of another version, which is called by its own name. */
function wordsOf(action: string): AuditActionWords | undefined {
  return Object.hasOwn(LOGGED_WORDS, action) ? LOGGED_WORDS[action as AuditAction] : undefined;
}

export function auditActionName(action: string): string {
  return wordsOf(action)?.name ?? capital(action.replaceAll('-', ' '));
}

/** "Ada issued new backup codes for m.lind <m.lind@example.org>." or what came of it instead. */
export function story(entry: AuditEntry): string {
  const who = entry.staff?.name ?? unknownName(entry) ?? 'Somebody';
  const did = (wordsOf(entry.action)?.did ?? `did “${entry.action}”${entry.user ? ' to {user}' : ''}`)
    .replace('{user}', () => entry.user?.label || `user ${entry.user?.id ?? ''}`)
    .replace('{query}', () => searchWords(entry) ?? 'users')
    .replace('{bulk}', () => String(fieldOf(entry.detail, 'bulkId') ?? ''))
    .replace('{request}', () => String(fieldOf(entry.detail, 'requestId') ?? ''))
    .replace('{permission}', () => String(fieldOf(entry.detail, 'permission') ?? ''))
    .replace('{member}', () => String(fieldOf(entry.detail, 'member') ?? 'somebody'));
  if (entry.outcome === 'done') return `${who} ${did}.`;
  const end = entry.outcome === 'refused' ? 'and was refused. Nothing was changed.' : 'which failed.';
  return `${who} ${tried(did)}, ${end}`;
}

/** "issued new codes for …" → "tried to issue new codes for …". What reads as an attempt already stays as it is. */
function tried(did: string): string {
  const [verb = '', ...rest] = did.split(' ');
  const base = IRREGULAR[verb] ?? (verb.endsWith('ed') ? baseOf(verb) : null);
  return base === null || verb === 'tried' || verb === 'wanted' ? did : ['tried to', base, ...rest].join(' ');
}

const IRREGULAR: Record<string, string> = {
  became: 'become',
  began: 'begin',
  cancelled: 'cancel',
  carried: 'carry',
  gave: 'give',
  had: 'have',
  left: 'leave',
  made: 'make',
  planned: 'plan',
  reset: 'reset',
  sent: 'send',
  set: 'set',
  took: 'take',
  unset: 'unset',
  verified: 'verify',
  withdrew: 'withdraw',
};

/** Of the regular verbs above: those in -e lose the d, the others the ed. */
function baseOf(verb: string): string {
  return /(issued|disabled|closed|removed|changed|moved|received|invited|approved|resumed)$/.test(verb)
    ? verb.slice(0, -1)
    : verb.slice(0, -2);
}

export function reasonWords(entry: Pick<AuditEntry, 'reason' | 'reasonText'>): string | null {
  if (entry.reason === null) return null;
  const word = REASON_WORDS[entry.reason as Reason] ?? entry.reason;
  return entry.reasonText ? `${word}: ${entry.reasonText}` : word;
}

/** A search's query and how many it found; null for other entries. */
export function searchWords(entry: AuditEntry): string | null {
  const found = SEARCHED[entry.action];
  if (!found) return null;
  const results = Number(fieldOf(entry.detail, 'results'));
  const shown = Number.isFinite(results) ? `: ${plural(results, ...found)} shown` : '';
  return `“${String(fieldOf(entry.detail, 'query') ?? '')}”${shown}`;
}

/** What each kind of search finds: one, and several. */
const SEARCHED: Record<string, [one: string, many: string]> = {
  'search-users': ['person', 'people'],
  'search-requests': ['request', 'requests'],
};

/** Somebody tried to sign in with a name that no staff member has. */
function unknownName(entry: AuditEntry): string | null {
  const name = fieldOf(entry.detail, 'unknownName');
  return typeof name === 'string' && name !== '' ? `Somebody as “${name}”` : null;
}

export function fieldOf(value: JsonValue, field: string): JsonValue | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return value[field];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
