import { type Command, Option } from 'commander';
import { nameKey } from '../../../db/text/visible.ts';
import { ROLES, type Role } from '../../contract/permissions.ts';
import type { StaffMember } from '../../services/staff.ts';
import { atDesk, withServices } from '../desk.ts';
import { UsageError } from '../failure.ts';
import type { Invocation, Start } from '../invocation.ts';
import type { Report } from '../report.ts';
import { printableLine, table, when } from '../text.ts';

interface AddOptions {
  fullName: string;
  email?: string;
  role: Role;
}

export function addStaff(program: Command, start: Start): void {
  const staff = program.command('staff').description('the people who operate Rekey');
  staff
    .command('list')
    .description('everybody, with role and status')
    .action(() =>
      start(async (invocation) => {
        const members = await atDesk(invocation, (desk) => desk.procedures.staff.list());
        return { value: members, text: asTable(members), note: null, exit: 0 };
      }),
    );
  staff
    .command('add <name>')
    .description('a new account; its first password is printed once and works for 72 hours')
    .addHelpText('after', '\nOn a database without staff, the first admin is added without --as.')
    .requiredOption('--full-name <name>', 'as colleagues know them')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
    .option('--email <address>', 'where notices go')
    .action((name: string, options: AddOptions) => start((invocation) => add(name, options, invocation)));
  staff
    .command('lock <name>')
    .description('close the account and end its sessions')
    .action((name: string) =>
      start(async (invocation) => {
        const member = await atDesk(invocation, (desk) => desk.procedures.staff.close({ name }));
        return {
          value: member,
          text: `${printableLine(member.name)} can no longer sign in.\n`,
          note: null,
          exit: 0,
        };
      }),
    );
  staff
    .command('unlock <name>')
    .description('open a closed account again, or clear its wrong tries')
    .action((name: string) =>
      start(async (invocation) => {
        const member = await atDesk(invocation, async ({ procedures }) => {
          const members = await procedures.staff.list();
          const closed = members.some((other) => other.name === nameKey(name) && other.status === 'closed');
          return closed ? procedures.staff.reopen({ name }) : procedures.staff.unlock({ name });
        });
        return {
          value: member,
          text: `${printableLine(member.name)} can sign in again.\n`,
          note: null,
          exit: 0,
        };
      }),
    );
}

async function add(name: string, options: AddOptions, invocation: Invocation): Promise<Report> {
  if (invocation.terminal.outGoesNowhere) {
    throw new UsageError(
      'Nothing was done: stdout is closed or /dev/null, and the first password is printed only once.',
      'Let stdout go to a terminal, a file or a program.',
    );
  }
  const account = { name, fullName: options.fullName, email: options.email ?? null };
  const added =
    invocation.as === null && options.role === 'admin'
      ? await withServices(invocation.terminal, (services) => services.staff.addFirst(account))
      : await atDesk(invocation, (desk) => desk.procedures.staff.add({ ...account, role: options.role }));
  return {
    value: added,
    text: `${added.firstPassword}\n`,
    note: `${added.member.name} was added as ${added.member.role}. The first password is shown this once and works for 72 hours.`,
    exit: 0,
    onceOnly:
      'The account was made, but its first password could not be printed: close it, or invite it anew.',
  };
}

function asTable(members: readonly StaffMember[]): string {
  return table(
    ['NAME', 'FULL NAME', 'ROLE', 'STATUS', 'LAST SIGN-IN'],
    members.map((member) => [
      member.name,
      member.fullName,
      member.role,
      member.status + (member.lockedUntil === null ? '' : ` until ${when(member.lockedUntil)}`),
      when(member.lastSignInAt),
    ]),
  );
}
