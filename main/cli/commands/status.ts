import type { Command } from 'commander';
import type { UserField } from '../../../db/platforms/contract.ts';
import { factorWords } from '../../contract/factors.ts';
import type { UserPage } from '../../services/users.ts';
import { atDesk } from '../desk.ts';
import type { Start } from '../invocation.ts';
import { count, facts, printableLine, when } from '../text.ts';

export function addStatus(program: Command, start: Start): void {
  program
    .command('status <user>')
    .description("show a user's two-factor status; the look is logged")
    .action((reference: string) =>
      start(async (invocation) => {
        const { page, fields } = await atDesk(invocation, async (desk) => ({
          page: await desk.procedures.users.view({ userId: await desk.resolve(reference) }),
          fields: (await desk.procedures.session.view()).platform.fields,
        }));
        return { value: page, text: statusText(page, fields), note: null, exit: 0 };
      }),
    );
}

export function statusText(page: UserPage, fields: readonly UserField[]): string {
  const { user } = page;
  const title = printableLine(
    user.fullName === null
      ? `${user.username} (#${user.id})`
      : `${user.fullName} (${user.username}, #${user.id})`,
  );
  return `${title}\n${printableLine(page.sentence)}\n\n${facts([...identity(page, fields), ...secondFactor(page)])}${offers(page)}${limits(page)}`;
}

function limits(page: UserPage): string {
  const lines = page.limits.map((limit) => `${printableLine(limit)}\n`);
  return lines.length === 0 ? '' : `\n${lines.join('')}`;
}

/** What the platform knows of its users. */
function identity({ user }: UserPage, fields: readonly UserField[]): [string, string][] {
  const knows = (field: UserField) => fields.includes(field);
  const known = (field: UserField, name: string, value: string): [string, string][] =>
    knows(field) ? [[name, value]] : [];
  const account = [
    knows('status') && (user.status ?? '-'),
    knows('createdAt') && (user.createdAt === null ? 'created -' : `created ${when(user.createdAt)}`),
  ].filter((part) => part !== false);
  return [
    ...known('email', 'E-mail', user.email ?? '-'),
    ...known('phone', 'Phone', user.phone ?? '-'),
    ...known('department', 'Department', user.department ?? '-'),
    ...known('role', 'Role', (user.role ?? '-') + (user.privileged ? ' (privileged on the platform)' : '')),
    ...(user.privileged && !knows('role')
      ? [['Privileged', 'yes, on the platform'] as [string, string]]
      : []),
    ...(account.length > 0 ? [['Account', account.join(', ')] as [string, string]] : []),
    ...known('lastLoginAt', 'Last login', when(user.lastLoginAt)),
  ];
}

/** Nothing about what the platform has not, or does not tell. */
function secondFactor({ state }: UserPage): [string, string][] {
  const { emergencyCodes, required } = state;
  const emergency = emergencyCodes.map((code) => `until ${when(code.expiresAt)}`).join('; ');
  const needed = required === null ? '' : required ? ', required' : ', not required';
  const locked = state.lockedUntil === null ? 'no' : `until ${when(state.lockedUntil)}`;
  const countsTries = state.failedAttempts !== null || state.lockedUntil !== null;
  const keepsCodes = state.backupCodes !== null || emergencyCodes.length > 0;
  const standing = emergencyCodes.length === 0 ? 'none' : `${emergencyCodes.length}: ${emergency}`;
  const rows: [string, string | null][] = [
    ['Two-factor', state.enrolment + needed],
    ['Because', state.because.join('; ') || null],
    ['Authenticator', authenticator(state.authenticator)],
    ...otherFactors(state).map((one): [string, string] => ['Other factor', one]),
    ['Backup codes', backupCodes(state.backupCodes)],
    ['Emergency codes', keepsCodes ? standing : null],
    ['Failed attempts', state.failedAttempts === null ? null : String(state.failedAttempts)],
    ['Locked', countsTries ? [locked, state.lockAssumes].filter(Boolean).join(', ') : null],
    ['Signed in', signedIn(state)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

/** Those that the line of the authenticator does not tell of. */
function otherFactors({ authenticator, factors }: UserPage['state']): string[] {
  const [first] = authenticator ? factors.filter(({ kind }) => kind === 'authenticator') : [];
  return factors
    .filter((one) => one !== first)
    .map(({ kind, name, detail, confirmed, counts, createdAt, lastUsedAt }) =>
      [
        factorWords({ kind, name }),
        detail,
        confirmed ? null : 'never confirmed',
        counts ? 'the login asks for it' : 'the login does not ask for it',
        createdAt === null ? null : `added ${when(createdAt)}`,
        lastUsedAt === null ? null : `last used ${when(lastUsedAt)}`,
      ]
        .filter(Boolean)
        .join(', '),
    );
}

function backupCodes(codes: UserPage['state']['backupCodes']): string | null {
  if (codes === null) return null;
  const { unused, used, issuedAt } = codes;
  const numbers = [
    unused === null ? 'a number that cannot be told' : `${unused} unused`,
    used === null ? null : `${used} used`,
    // Of codes that are there "never" would be untrue: the platform does not tell.
    issuedAt === null && (unused !== 0 || used !== 0) ? null : `issued ${when(issuedAt)}`,
  ];
  return numbers.filter((one) => one !== null).join(', ');
}

function signedIn({ sessions, trustedDevices }: UserPage['state']): string {
  const known = [
    sessions === null ? null : count(sessions, 'session'),
    trustedDevices === null ? null : count(trustedDevices, 'trusted device'),
  ].filter((one) => one !== null);
  return known.length === 0 ? 'not known' : known.join(', ');
}

function authenticator(paired: UserPage['state']['authenticator']): string {
  if (!paired) return 'none';
  const name = paired.name ?? 'unnamed';
  const { confirmed, createdAt, confirmedAt, lastUsedAt } = paired;
  if (!confirmed)
    return `${name}, pairing begun${createdAt === null ? '' : ` ${when(createdAt)}`}, never confirmed`;
  const since = confirmedAt === null ? '' : ` ${when(confirmedAt)}`;
  // A platform that keeps no times at all does not say "never".
  const used = lastUsedAt === null && createdAt === null ? '' : `, last used ${when(lastUsedAt)}`;
  return `${name}, paired${since}${used}`;
}

/** What the person who asks may do next. */
function offers(page: UserPage): string {
  const rows = page.offers.map((offer): [string, string] => {
    const suggested = offer.action === page.suggested ? ' (suggested)' : '';
    const refused = offer.refusedBecause?.replace(/^Nothing was changed: /, '');
    return [offer.action, refused ?? [`can be done now${suggested}`, ...offer.leaves].join('. ')];
  });
  return rows.length === 0 ? '' : `\n${facts(rows)}`;
}
