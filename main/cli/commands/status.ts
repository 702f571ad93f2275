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
        return { value: page, text: asText(page), note: null, exit: 0 };
      }),
    );
}

function asText(page: UserPage): string {
  const { user } = page;
  const title = printableLine(`${user.fullName} (${user.username}, #${user.id})`);
  return `${title}\n${printableLine(page.sentence)}\n\n${facts([...identity(page), ...secondFactor(page)])}${offers(page)}`;
}

function identity({ user }: UserPage): [string, string][] {
  return [
    ['E-mail', user.email],
    ['Phone', user.phone ?? '-'],
    ['Department', user.department ?? '-'],
    ['Role', user.role + (user.privileged ? ' (privileged on the platform)' : '')],
    ['Account', `${user.status}, created ${when(user.createdAt)}`],
    ['Last login', when(user.lastLoginAt)],
  ];
}

function secondFactor({ state, sessions }: UserPage): [string, string][] {
  const { backupCodes, emergencyCodes } = state;
  const emergency = emergencyCodes.map((code) => `until ${when(code.expiresAt)}`).join('; ');
  return [
    ['Two-factor', `${state.enrolment}, ${state.required ? 'required' : 'not required'}`],
    ['Authenticator', authenticator(state.authenticator)],
    [
      'Backup codes',
      `${backupCodes.unused} unused, ${backupCodes.used} used, issued ${when(backupCodes.issuedAt)}`,
    ],
    ['Emergency codes', emergencyCodes.length === 0 ? 'none' : `${emergencyCodes.length}: ${emergency}`],
    ['Failed attempts', String(state.failedAttempts)],
    ['Locked', state.lockedUntil === null ? 'no' : `until ${when(state.lockedUntil)}`],
    [
      'Signed in',
      sessions === null
        ? 'not known'
        : `${count(state.sessions, 'session')}, ${count(state.trustedDevices, 'trusted device')}`,
    ],
  ];
}

function authenticator(paired: UserPage['state']['authenticator']): string {
  if (!paired) return 'none';
  const name = paired.name ?? 'unnamed';
  if (paired.confirmedAt === null) return `${name}, pairing begun ${when(paired.createdAt)}, never confirmed`;
  return `${name}, paired ${when(paired.confirmedAt)}, last used ${when(paired.lastUsedAt)}`;
}

/** What the person who asks may do next. */
function offers(page: UserPage): string {
  const rows = page.offers.map((offer): [string, string] => {
    const suggested = offer.action === page.suggested ? ' (suggested)' : '';
    const refused = offer.refusedBecause?.replace(/^Nothing was changed: /, '');
    return [offer.action, refused ?? `can be done now${suggested}`];
  });
  return rows.length === 0 ? '' : `\n${facts(rows)}`;
}
