/** What a platform is like that is being connected: its first users, how many there are, what Rekey cannot do there. */
import type { Look } from '../services/connecting/ask.ts';
import { table } from './text.ts';

const HEADINGS = { email: 'E-MAIL', fullName: 'NAME', department: 'DEPARTMENT', role: 'ROLE' } as const;

export function lookText({ users, tally, limits, fields }: Look): string {
  const columns = (['email', 'fullName', 'department', 'role'] as const).filter((field) => fields.has(field));
  const first =
    users.length === 0
      ? ''
      : `\nIts first users, as Rekey reads them:\n${table(
          ['ID', 'USERNAME', ...columns.map((field) => HEADINGS[field]), 'PRIVILEGED', '2FA'],
          users.map((user) => [
            ...[user.id, user.username, ...columns.map((field) => user[field] ?? '-')],
            ...[user.privileged ? 'yes' : 'no', user.enrolment],
          ]),
        )}`;
  const left = limits.map((one) => `  - ${one}\n`).join('');
  return `${first}${tally ? tallyText(tally) : ''}${left && `\nWhat Rekey cannot see or do here:\n${left}`}`;
}

function tallyText({ users, states, concerns, all }: NonNullable<Look['tally']>): string {
  const each = [...states].map(([state, number]) => `${number} ${state}`).join(', ');
  const looked = Object.entries(concerns).filter(([, number]) => number > 0);
  return `\n${all ? 'Of all' : 'Of the first'} ${users} users: ${each || 'nobody is there yet'}.\n${looked
    .map(([concern, number]) => `  ${number} ${concern}\n`)
    .join('')}`;
}
