/** Each command of the program, classified once, as each procedure is in every-procedure.ts. */

import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../main/contract/permissions.ts';
import { ADMINS, AUDITORS, EVERYBODY, HELP_DESK, OVERSEERS, SENIOR } from './every-procedure.ts';
import type { WalkDesk } from './walk-desk.ts';

export interface WalkedCommand {
  /** Who may. `anybody`: without --as. */
  roles: readonly Role[] | 'anybody';
  /** The action of the entry when it is done; null: it leaves none. */
  entry: string | null;
  /** The action of the entry when the role may not; else `entry`, and `look` where that is null. */
  refused?: string | ((role: Role) => string);
  /** What it is refused with although the role may: the entry tells of that then. */
  answers?: string;
  /** What follows the name of the command. */
  args(desk: WalkDesk, role: Role): Promise<string[]> | string[];
}

const none = () => [];
const read = (roles: WalkedCommand['roles'], args: WalkedCommand['args'] = none): WalkedCommand => ({
  ...{ roles, entry: null, args },
});
const logged = (
  roles: readonly Role[],
  entry: string,
  args: WalkedCommand['args'] = none,
  more: Partial<WalkedCommand> = {},
): WalkedCommand => ({ roles, entry, args, ...more });

const why = ['--reason', 'lost-phone'];
const newFile = (desk: WalkDesk) => join(String(desk.environment.REKEY_DATA_DIR), randomUUID());
const file = (desk: WalkDesk, name: string, text: string) => {
  const path = `${newFile(desk)}-${name}`;
  writeFileSync(path, text);
  return path;
};
const onUser = (
  entry: string,
  roles: readonly Role[],
  more: string[] = [],
  rest: Partial<WalkedCommand> = {},
) => logged(roles, entry, async (desk) => [`#${await desk.user()}`, ...more], rest);

export const EVERY_COMMAND: Record<string, WalkedCommand> = {
  lookup: logged(EVERYBODY, 'search-users', () => ['mara']),
  status: onUser('view-user', EVERYBODY),

  'issue-backup-codes': onUser('issue-backup-codes', HELP_DESK, why),
  'send-backup-codes': onUser('send-backup-codes', HELP_DESK, why, { answers: 'CODES_BY_MAIL_OFF' }),
  'issue-emergency-code': onUser('issue-emergency-code', HELP_DESK, [...why, '--minutes', '30']),
  'reset-authenticator': onUser('reset-authenticator', HELP_DESK, why),
  'disable-2fa': logged(HELP_DESK, 'disable-2fa', async (desk) => {
    const id = await desk.user();
    return [`#${id}`, ...why, '--confirm', await desk.usernameOf(id)];
  }),
  unlock: onUser('unlock', HELP_DESK, why),
  'revoke-sessions': onUser('revoke-sessions', HELP_DESK, why),
  'send-reminder': onUser('send-reminder', SENIOR, why),
  'check-code': onUser('check-code', HELP_DESK, ['123456']),

  'approvals list': read(EVERYBODY),
  'approvals carry-out': logged(
    HELP_DESK,
    'reset-authenticator',
    async (desk, role) => [String(await desk.rejected(HELP_DESK.includes(role) ? role : 'support'))],
    { answers: 'APPROVAL_REJECTED', refused: 'carry-out-approval' },
  ),
  'approvals approve': logged(SENIOR, 'approve', async (desk) => [String(await desk.approval('support'))]),
  'approvals reject': logged(SENIOR, 'reject-approval', async (desk) => [
    String(await desk.approval('support')),
  ]),

  'bulk plan': logged(SENIOR, 'plan-bulk', async (desk) => [
    file(desk, 'list.csv', `id\n${await desk.user()}\n`),
    ...['--action', 'reset-authenticator', ...why],
  ]),
  'bulk list': read(OVERSEERS),
  'bulk show': read(OVERSEERS, async (desk) => [String(await desk.plan('lead'))]),
  'bulk approve': logged(SENIOR, 'approve-bulk', async (desk, role) => [
    String(await desk.plan(role === 'lead' ? 'admin' : 'lead')),
  ]),
  'bulk reject': logged(SENIOR, 'reject-bulk', async (desk, role) => [
    String(await desk.plan(role === 'lead' ? 'admin' : 'lead')),
  ]),
  'bulk run': logged(SENIOR, 'start-bulk', async (desk) => [String(await desk.plan('lead', 'admin'))]),
  'bulk resume': logged(SENIOR, 'start-bulk', async (desk) => [String(await desk.plan('lead'))], {
    answers: 'BULK_STATE',
  }),
  'bulk pause': logged(SENIOR, 'pause-bulk', async (desk) => [String(await desk.plan('lead'))], {
    answers: 'BULK_STATE',
  }),
  'bulk cancel': logged(SENIOR, 'cancel-bulk', async (desk) => [String(await desk.plan('lead'))]),
  'bulk report': logged(OVERSEERS, 'report-bulk', async (desk) => [String(await desk.plan('lead'))]),

  'identity show': onUser('view-user', EVERYBODY),
  'identity record': onUser('record-personal-data', HELP_DESK, [
    ...['personal-data', '--who', 'the caller', '--note', 'date of birth'],
  ]),
  'identity send-code': onUser('send-identity-code', HELP_DESK, [], { answers: 'MAIL_NOT_CONFIGURED' }),
  'identity confirm-code': onUser('check-email-code', HELP_DESK, ['123456'], {
    answers: 'IDENTITY_CODE_GONE',
  }),
  'identity totp': onUser('check-totp', HELP_DESK, ['123456'], { answers: 'IDENTITY_NOT_PROVED' }),
  'identity backup-code': onUser('check-backup-code', HELP_DESK, ['AAAAA-BBBBB'], {
    answers: 'IDENTITY_NOT_PROVED',
  }),

  'audit list': read(OVERSEERS),
  'audit verify': logged(OVERSEERS, 'verify-audit-log'),
  'audit checkpoint': logged(OVERSEERS, 'make-checkpoint'),
  'audit checkpoints': read(OVERSEERS),
  'audit keys': read(OVERSEERS),
  'audit rotate-key': logged(ADMINS, 'rotate-audit-key'),
  'audit export': logged(AUDITORS, 'export-audit-log', (desk) => ['--staff', 'x', '--out', newFile(desk)]),
  'audit retention': logged(ADMINS, 'change-audit-retention', () => ['--days', '400']),
  'audit archive': logged(
    ADMINS,
    'archive-audit-log',
    (desk) => ['--before', '2000-01-01', '--out', newFile(desk)],
    { answers: 'NOTHING_TO_DO' },
  ),
  'audit follow': { roles: 'anybody', entry: 'follow-audit-log', args: () => ['--once'] },
  'audit grants': read('anybody', () => ['--user', 'u', '--host', '%', '--database', 'd']),

  enrolment: logged(OVERSEERS, 'count-enrolment', () => ['--count'], { refused: 'look' }),
  'enrolment export': logged(AUDITORS, 'export-enrolment', (desk) => ['--out', newFile(desk)]),
  'enrolment report': logged(AUDITORS, 'report-enrolment'),
  'enrolment remind': logged(SENIOR, 'plan-bulk', () => [
    ...['--state', 'off', '--department', 'Admissions', ...why],
  ]),

  'requests list': read(EVERYBODY),
  'requests show': logged(EVERYBODY, 'view-request', async (desk) => [String((await desk.request(null)).id)]),
  'requests import': logged(HELP_DESK, 'import-requests', (desk) => [
    file(desk, 'requests.csv', `id,email,message\n${randomUUID()},ann@example.org,Help\n`),
  ]),

  'notifications list': read(EVERYBODY),
  'notifications send': logged(SENIOR, 'send-notifications', none, { answers: 'MAIL_NOT_CONFIGURED' }),

  'staff list': { ...read(OVERSEERS), refused: 'list-staff' },
  'staff add': logged(ADMINS, 'add-staff', () => [
    ...[`n${randomUUID().slice(0, 8)}`, '--full-name', 'New', '--role', 'support'],
  ]),
  'staff lock': logged(ADMINS, 'close-account', async (desk) => [await desk.member()]),
  // Whether it is locked or closed is looked up first, which the auditor and the lead may.
  'staff unlock': logged(ADMINS, 'unlock-account', async (desk) => [await desk.member()], {
    answers: 'NOTHING_TO_DO',
    refused: (role) => (role === 'support' ? 'list-staff' : 'unlock-account'),
  }),

  'policy show': { ...read(AUDITORS), refused: 'view-settings' },
  'policy set': logged(ADMINS, 'change-policy', () => ['bulk.perDay', '90']),
  'policy reset': logged(ADMINS, 'change-policy', () => ['bulk.perDay']),

  connect: { ...read('anybody'), answers: 'USAGE' },
  'platform show': { ...read(AUDITORS), refused: 'view-platform-choices' },
  'platform set': logged(ADMINS, 'change-platform-choices', () => ['email=mail'], {
    answers: 'NOT_SUPPORTED',
    // What there is to choose is looked up first.
    refused: (role) => (role === 'auditor' ? 'change-platform-choices' : 'view-platform-choices'),
  }),
  migrate: read('anybody'),
  maintenance: read('anybody'),
  grants: read('anybody', () => ['--user', 'u', '--host', '%', '--database', 'd']),
  doctor: read('anybody'),
  profiles: read('anybody'),
  'demo reset': read('anybody'),

  'training start': logged(HELP_DESK, 'start-training', () => ['lost-phone']),
  'training report': read(HELP_DESK),
};
