import type { Command } from 'commander';
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
        const page = await atDesk(invocation, async (desk) =>
          desk.procedures.users.view({ userId: await desk.resolve(reference) }),
        );
        return { value: page, text: statusText(page), note: null, exit: 0 };
      }),
    );
}

export function statusText(page: UserPage): string {
  const { user } = page;
  const title = printableLine(`${user.fullName ?? user.username} (${user.username}, #${user.id})`);
  return `${title}\n${printableLine(page.sentence)}\n\n${facts([...identity(page), ...secondFactor(page)])}${offers(page)}${limits(page)}`;
}

function limits(page: UserPage): string {
  const lines = page.limits.map((limit) => `${printableLine(limit)}\n`);
  return lines.length === 0 ? '' : `\n${lines.join('')}`;
}

function identity({ user }: UserPage): [string, string][] {
  return [
    ['E-mail', user.email ?? '-'],
    ['Phone', user.phone ?? '-'],
    ['Department', user.department ?? '-'],
    ['Role', user.role + (user.privileged ? ' (privileged on the platform)' : '')],
    ['Account', `${user.status}, created ${when(user.createdAt)}`],
    ['Last login', when(user.lastLoginAt)],
  ];
}

/** Nothing about what the platform has not, or does not tell. */
function secondFactor({ state }: UserPage): [string, string][] {
  const { emergencyCodes, required } = state;
  const emergency = emergencyCodes.map((code) => `until ${when(code.expiresAt)}`).join('; ');
  const needed = required === null ? '' : required ? ', required' : ', not required';
  const locked = state.lockedUntil === null ? 'no' : `until ${when(state.lockedUntil)}`;
  const rows: [string, string | null][] = [
    ['Two-factor', state.enrolment + needed],
    ['Authenticator', authenticator(state.authenticator)],
    ['Backup codes', backupCodes(state.backupCodes)],
    ['Emergency codes', emergencyCodes.length === 0 ? 'none' : `${emergencyCodes.length}: ${emergency}`],
    ['Failed attempts', state.failedAttempts === null ? null : String(state.failedAttempts)],
    ['Locked', state.lockAssumes === null ? locked : `${locked}, ${state.lockAssumes}`],
    ['Signed in', signedIn(state)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

function backupCodes(codes: UserPage['state']['backupCodes']): string | null {
  if (codes === null) return null;
  const { unused, used, issuedAt } = codes;
  const numbers = [
    unused === null ? 'a number that cannot be told' : `${unused} unused`,
    used === null ? null : `${used} used`,
    `issued ${when(issuedAt)}`,
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
  if (!paired.confirmed) return `${name}, pairing begun ${when(paired.createdAt)}, never confirmed`;
  return `${name}, paired ${when(paired.confirmedAt)}, last used ${when(paired.lastUsedAt)}`;
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
