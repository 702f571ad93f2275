/** Each procedure of the api, classified once: which roles may call it, and the entry that tells of it. */

import { randomUUID } from 'node:crypto';
import type { Role } from '../../main/contract/permissions.ts';
import { defaultTemplate } from '../../main/services/notifications/kinds.ts';
import { pack } from './bulk-room.ts';
import type { WalkDesk } from './walk-desk.ts';

export interface Procedure {
  /** Who may. `anybody`: without signing in. */
  roles: readonly Role[] | 'anybody';
  /** The action of the entry when it is done; null: it only reads what is no look at a user, or changes nothing that lasts. */
  entry: string | null;
  /** The action of the entry when the role may not; else `entry`, and `look` where that is null. */
  refused?: string;
  /** What it is refused with although the role may: the entry tells of that then. */
  answers?: string;
  /** Nobody is named by the entry. */
  byNobody?: true;
  input?(desk: WalkDesk, role: Role): Promise<unknown> | unknown;
}

export const EVERYBODY: readonly Role[] = ['support', 'lead', 'auditor', 'admin'];
export const HELP_DESK: readonly Role[] = ['support', 'lead', 'admin'];
export const SENIOR: readonly Role[] = ['lead', 'admin'];
export const OVERSEERS: readonly Role[] = ['lead', 'auditor', 'admin'];
export const AUDITORS: readonly Role[] = ['auditor', 'admin'];
export const ADMINS: readonly Role[] = ['admin'];

const server = {
  ...{ host: '127.0.0.1', port: 1, security: 'none', verifyCertificate: false },
  ...{ user: '', password: '', from: 'desk@example.org', fromName: '' },
};
const address = { host: '127.0.0.1', port: 1, user: 'u', password: 'p', database: 'd', tls: 'off' };
const connection = { ...address, platformKey: '' };
const about = { reason: 'lost-phone', reasonText: null, ticket: null };
const person = { name: 'Ann Lee', email: 'ann@example.org', phone: null };

const read = (roles: Procedure['roles'], input?: Procedure['input']): Procedure => ({
  roles,
  entry: null,
  ...(input && { input }),
});
const logged = (
  roles: readonly Role[],
  entry: string,
  input: Procedure['input'] = () => undefined,
  more: Partial<Procedure> = {},
): Procedure => ({ roles, entry, input, ...more });

const onUser = (entry: string, roles: readonly Role[], more: object = {}, rest: Partial<Procedure> = {}) =>
  logged(roles, entry, async (desk) => ({ ...desk.order(await desk.user()), ...more }), rest);
const onRequest = (entry: string, more: (desk: WalkDesk, role: Role) => unknown, roles = HELP_DESK) =>
  logged(roles, entry, async (desk, role) => ({
    ...(await desk.request(HELP_DESK.includes(role) ? role : 'support')),
    ...Object(await more(desk, role)),
  }));
const onMember = (entry: string, more: object = {}, rest: Partial<Procedure> = {}) =>
  logged(ADMINS, entry, async (desk) => ({ name: await desk.member(), ...more }), rest);

export const EVERY_PROCEDURE: Record<string, Procedure> = {
  'session.view': read('anybody'),
  'session.openProfile': read('anybody'),
  'session.createFirstAdmin': read('anybody'),
  'session.judgePassword': read('anybody'),
  'session.signIn': read('anybody'),
  'session.signInDemo': read('anybody'),
  'session.pairing': read('anybody'),
  'session.completePairing': read('anybody'),
  'session.unlock': read('anybody'),
  'session.confirmCode': read('anybody'),
  'session.touch': read('anybody'),
  'session.lock': read('anybody'),
  'session.signOut': read('anybody'),

  'connect.view': read('anybody'),
  'connect.survey': read('anybody', () => ({ server: address })),
  'connect.acceptBastion': read('anybody', () => ({ server: address, fingerprint: 'SHA256:none' })),
  'connect.choices': read('anybody', () => ({ server: address, platform: 'reference' })),
  'connect.sample': read('anybody', () => ({ server: address, platform: 'reference', choices: {} })),
  'connect.look': read('anybody', () => ({ server: address, platform: 'reference', keys: {} })),
  'connect.tables': read('anybody', () => ({ server: address, platform: 'reference' })),
  'connect.makeTables': read('anybody', () => ({
    ...{ server: address, platform: 'reference' },
    account: { user: 'u', password: 'p' },
  })),
  'connect.keep': read('anybody', () => ({ server: address, platform: 'reference', keys: {}, mark: null })),

  'users.search': logged(EVERYBODY, 'search-users', () => ({ query: `mara ${randomUUID()}` })),
  'users.resolve': logged(EVERYBODY, 'search-users', () => ({ reference: 'mara.lindqvist' })),
  'users.searchIndex': read(EVERYBODY),
  'users.recent': read(EVERYBODY),
  'users.view': logged(EVERYBODY, 'view-user', async (desk) => ({ userId: await desk.user() })),
  'users.timeline': logged(EVERYBODY, 'view-user', async (desk) => ({ userId: await desk.user() })),

  'actions.issueBackupCodes': onUser('issue-backup-codes', HELP_DESK),
  'actions.sendBackupCodes': onUser('send-backup-codes', HELP_DESK, {}, { answers: 'CODES_BY_MAIL_OFF' }),
  'actions.issueEmergencyCode': onUser('issue-emergency-code', HELP_DESK, { minutes: 30 }),
  'actions.resetAuthenticator': onUser('reset-authenticator', HELP_DESK),
  'actions.disable2fa': logged(HELP_DESK, 'disable-2fa', async (desk) => {
    const userId = await desk.user();
    return { ...desk.order(userId), typedUsername: await desk.usernameOf(userId) };
  }),
  'actions.unlock': onUser('unlock', HELP_DESK),
  'actions.revokeSessions': onUser('revoke-sessions', HELP_DESK),
  'actions.sendReminder': onUser('send-reminder', SENIOR),
  'actions.checkCode': logged(HELP_DESK, 'check-code', async (desk) => ({
    userId: await desk.user(),
    code: '123456',
  })),

  'approvals.ask': logged(HELP_DESK, 'ask-approval', (desk) => ({
    ...desk.order(desk.privileged),
    ...{ action: 'reset-authenticator', extra: {} },
  })),
  'approvals.pending': read(EVERYBODY),
  'approvals.list': read(EVERYBODY, () => ({})),
  'approvals.given': read(EVERYBODY),
  'approvals.carryOut': logged(
    HELP_DESK,
    'reset-authenticator',
    async (desk, role) => ({ id: await desk.rejected(HELP_DESK.includes(role) ? role : 'support') }),
    { answers: 'APPROVAL_REJECTED', refused: 'carry-out-approval' },
  ),
  'approvals.find': read(EVERYBODY, () => ({ actionId: randomUUID() })),
  'approvals.decide': logged(SENIOR, 'approve', async (desk) => ({
    ...{ id: await desk.approval('support'), approve: true, note: null, code: null },
  })),
  'approvals.withdraw': logged(HELP_DESK, 'withdraw-approval', async (desk, role) => ({
    id: await desk.approval(HELP_DESK.includes(role) ? role : 'support'),
  })),

  'bulk.columns': read(SENIOR, async (desk) => ({ list: pack(`#${await desk.user()}`) })),
  'bulk.plan': logged(SENIOR, 'plan-bulk', async (desk) => ({
    ...{ ...about, action: 'reset-authenticator', fileName: null, list: pack(`#${await desk.user()}`) },
  })),
  'bulk.pending': read(OVERSEERS),
  'bulk.list': read(OVERSEERS, () => ({})),
  'bulk.view': read(OVERSEERS, async (desk) => ({ id: await desk.plan('lead') })),
  'bulk.lines': read(OVERSEERS, async (desk) => ({ id: await desk.plan('lead') })),
  'bulk.decide': logged(SENIOR, 'approve-bulk', async (desk, role) => ({
    ...{ id: await desk.plan(role === 'lead' ? 'admin' : 'lead'), approve: true, note: null, code: null },
  })),
  'bulk.run': logged(SENIOR, 'start-bulk', async (desk) => ({ id: await desk.plan('lead', 'admin') })),
  'bulk.pause': logged(SENIOR, 'pause-bulk', async (desk) => ({ id: await desk.plan('lead') }), {
    answers: 'BULK_STATE',
  }),
  'bulk.cancel': logged(SENIOR, 'cancel-bulk', async (desk) => ({ id: await desk.plan('lead') })),
  'bulk.report': logged(OVERSEERS, 'report-bulk', async (desk) => ({ id: await desk.plan('lead') })),

  'identity.view': logged(EVERYBODY, 'view-user', async (desk) => ({ userId: await desk.user() })),
  'identity.sendCode': onUser('send-identity-code', HELP_DESK, {}, { answers: 'MAIL_NOT_CONFIGURED' }),
  'identity.confirmCode': onUser(
    'check-email-code',
    HELP_DESK,
    { code: '123456' },
    { answers: 'IDENTITY_CODE_GONE' },
  ),
  'identity.checkTotp': onUser(
    'check-totp',
    HELP_DESK,
    { code: '123456' },
    { answers: 'IDENTITY_NOT_PROVED' },
  ),
  'identity.useBackupCode': onUser(
    'check-backup-code',
    HELP_DESK,
    { code: 'AAAAA-BBBBB' },
    { answers: 'IDENTITY_NOT_PROVED' },
  ),
  'identity.record': onUser('record-personal-data', HELP_DESK, {
    ...{ kind: 'personal-data', who: 'the caller', note: 'date of birth' },
  }),

  'audit.list': read(OVERSEERS, () => ({ filter: {} })),
  'audit.span': read(OVERSEERS),
  'audit.since': read(OVERSEERS, () => ({ time: 0 })),
  'audit.entry': read(OVERSEERS, () => ({ sequence: 1 })),
  'audit.verification': read(OVERSEERS),
  'audit.startVerification': logged(OVERSEERS, 'verify-audit-log', () => ({})),
  'audit.cancelVerification': read(OVERSEERS),
  'audit.startExport': logged(AUDITORS, 'export-audit-log', () => ({
    filter: { staff: 'x' },
    format: 'csv',
  })),
  'audit.nextOfExport': read(AUDITORS, async (desk, role) => ({
    exportId: (await desk.services.audit.startExport(desk.auditor(role), { staff: 'x' }, 'csv')).exportId,
  })),
  'audit.stopExport': read(AUDITORS, () => ({ exportId: randomUUID() })),
  'audit.makeCheckpoint': logged(OVERSEERS, 'make-checkpoint'),
  'audit.checkpoints': read(OVERSEERS, () => ({})),
  'audit.covering': read(OVERSEERS, () => ({ sequence: 1 })),
  'audit.retention': read(OVERSEERS),
  'audit.kept': read(OVERSEERS),
  'audit.setRetention': logged(ADMINS, 'change-audit-retention', () => ({ days: 400 })),
  'audit.keys': read(OVERSEERS),
  'audit.rotateKey': logged(ADMINS, 'rotate-audit-key'),

  'enrolment.overview': read(OVERSEERS),
  'enrolment.startCount': logged(OVERSEERS, 'count-enrolment'),
  'enrolment.countNow': logged(OVERSEERS, 'count-enrolment'),
  'enrolment.cancelCount': logged(OVERSEERS, 'cancel-enrolment-count'),
  'enrolment.list': logged(OVERSEERS, 'list-enrolment', (desk) => ({ filter: desk.few })),
  'enrolment.remind': logged(SENIOR, 'plan-bulk', (desk) => ({ ...about, filter: desk.few })),
  'enrolment.startExport': logged(AUDITORS, 'export-enrolment', (desk) => ({
    filter: desk.few,
    format: 'csv',
  })),
  'enrolment.nextOfExport': read(AUDITORS, async (desk, role) => ({
    exportId: (await desk.services.enrolment.startExport(desk.auditor(role), {}, 'csv')).exportId,
  })),
  'enrolment.stopExport': read(AUDITORS, () => ({ exportId: randomUUID() })),
  // The report itself is told when its last piece is taken, with what it counted.
  'enrolment.startReport': {
    ...read(AUDITORS, (desk) => ({ filter: desk.few })),
    refused: 'report-enrolment',
  },
  'enrolment.nextOfReport': logged(AUDITORS, 'report-enrolment', (desk, role) => desk.endOfReport(role), {
    refused: 'look',
  }),
  'enrolment.stopReport': read(AUDITORS, () => ({ reportId: randomUUID() })),

  'requests.list': read(EVERYBODY, () => ({})),
  'requests.summary': read(EVERYBODY),
  'requests.view': onRequest('view-request', () => ({}), EVERYBODY),
  'requests.create': logged(HELP_DESK, 'create-request', () => ({
    ...{
      key: randomUUID(),
      channel: 'phone',
      category: 'other',
      ticket: null,
      sender: person,
      message: 'Help',
    },
  })),
  'requests.take': logged(HELP_DESK, 'take-request', async (desk) => ({ id: (await desk.request(null)).id })),
  'requests.move': onRequest('move-request', () => ({ to: 'waiting-for-user' })),
  'requests.reassign': onRequest(
    'reassign-request',
    (_desk, role) => ({ to: role === 'lead' ? 'ada' : 'lena' }),
    SENIOR,
  ),
  'requests.edit': onRequest('edit-request', () => ({ ticket: 'T-9' })),
  'requests.confirmUser': onRequest('confirm-request-user', async (desk) => ({ userId: await desk.user() })),
  'requests.note': onRequest('note-on-request', () => ({ text: 'called back' })),
  'requests.importRows': logged(HELP_DESK, 'import-requests', () => ({
    origin: 'old-desk',
    dryRun: false,
    rows: [
      {
        ...{ key: randomUUID(), channel: 'e-mail', category: 'other', ticket: null, sender: person },
        ...{ message: 'Help', receivedAt: null },
      },
    ],
  })),
  'requests.pickUp': logged(
    HELP_DESK,
    'requests-received',
    async (desk) => {
      await desk.message();
    },
    { refused: 'pick-up-requests', byNobody: true },
  ),

  'staff.list': { ...read(OVERSEERS), refused: 'list-staff' },
  'staff.add': logged(ADMINS, 'add-staff', () => ({
    ...{ name: `n${randomUUID().slice(0, 8)}`, fullName: 'New', email: null, role: 'support' },
  })),
  'staff.setRole': onMember('set-role', { role: 'lead' }),
  'staff.close': onMember('close-account'),
  'staff.reopen': logged(ADMINS, 'reopen-account', async (desk) => {
    const name = await desk.member();
    await desk.services.staff.close(desk.actors.admin, name);
    return { name };
  }),
  'staff.unlock': onMember('unlock-account', {}, { answers: 'NOTHING_TO_DO' }),
  'staff.invite': onMember('invite-again'),

  'settings.view': { ...read(AUDITORS), refused: 'view-settings' },
  'settings.policy': read(EVERYBODY),
  'settings.test': logged(ADMINS, 'test-connection', () => connection),
  'settings.save': logged(ADMINS, 'change-connection', () => connection, { answers: 'CONFIGURATION' }),
  'settings.platformChoices': { ...read(AUDITORS), refused: 'view-platform-choices' },
  'settings.samplePlatform': logged(ADMINS, 'sample-platform', () => ({ email: 'mail' }), {
    answers: 'NOT_SUPPORTED',
  }),
  'settings.choosePlatform': logged(ADMINS, 'change-platform-choices', () => ({ email: 'mail' }), {
    answers: 'NOT_SUPPORTED',
  }),
  'settings.setMark': logged(ADMINS, 'change-platform-mark', () => ({
    mark: { title: 'Shop', production: true },
  })),
  'settings.setPolicy': logged(ADMINS, 'change-policy', () => ({ bulk: { maxLines: 900, perDay: 90 } })),

  'notifications.list': read(EVERYBODY, () => ({ filter: {} })),
  'notifications.summary': read(EVERYBODY),
  'notifications.ofAction': read(EVERYBODY, () => ({ actionId: randomUUID() })),
  'notifications.retry': logged(SENIOR, 'retry-notification', () => ({ id: 999_999 }), {
    answers: 'NOTIFICATION_NOT_FOUND',
  }),
  'notifications.retryFailed': logged(SENIOR, 'retry-failed-notifications', () => undefined, {
    answers: 'NOTHING_TO_DO',
  }),
  'notifications.send': logged(SENIOR, 'send-notifications', () => undefined, {
    answers: 'MAIL_NOT_CONFIGURED',
  }),

  'mail.view': read(AUDITORS),
  'mail.saveServer': logged(ADMINS, 'change-mail-server', () => server),
  'mail.removeServer': logged(ADMINS, 'remove-mail-server'),
  'mail.test': logged(ADMINS, 'test-mail', () => ({ server })),
  'mail.setLetterhead': logged(ADMINS, 'change-letterhead', () => ({ platform: 'P', contact: 'C' })),
  'mail.setTemplate': logged(ADMINS, 'change-mail-template', () => ({
    kind: 'reset-authenticator',
    template: null,
  })),
  'mail.preview': read(AUDITORS, () => ({
    kind: 'reset-authenticator',
    template: defaultTemplate('reset-authenticator'),
  })),

  'sandbox.open': read(EVERYBODY, () => ({ username: null })),
  'training.scenarios': read(HELP_DESK),
  'training.start': logged(HELP_DESK, 'start-training', () => ({ scenario: 'lost-phone' })),
  'training.runs': read(HELP_DESK),
  'window.copy': read(EVERYBODY, () => ({ text: 'x' })),
  'window.savePdf': read(EVERYBODY, () => ({ suggestedName: 'x' })),
};
