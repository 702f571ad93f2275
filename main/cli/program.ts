/** The commands and their options: what `rekey --help` shows. */
import { Command } from 'commander';
import { addActions } from './commands/actions.ts';
import { addApprovals } from './commands/approvals.ts';
import { addAudit } from './commands/audit.ts';
import { addBulk } from './commands/bulk.ts';
import { addCheckCode } from './commands/check-code.ts';
import { addConnect } from './commands/connect.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEnrolment } from './commands/enrolment.ts';
import { addGrants } from './commands/grants.ts';
import { addIdentity } from './commands/identity.ts';
import { addLookup } from './commands/lookup.ts';
import { addMaintenance } from './commands/maintenance.ts';
import { addMigrate } from './commands/migrate.ts';
import { addNotifications } from './commands/notifications.ts';
import { addPlatform } from './commands/platform.ts';
import { addPolicy } from './commands/policy.ts';
import { addProfiles } from './commands/profiles.ts';
import { addRequests } from './commands/requests.ts';
import { addStaff } from './commands/staff.ts';
import { addStatus } from './commands/status.ts';
import { addTraining } from './commands/training.ts';
import type { Start } from './invocation.ts';

export function buildProgram(start: Start, version: string): Command {
  const program = new Command('rekey')
    .description("Two-factor support for a platform's users, without a window.")
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .option(
      '--as <name>',
      'the staff member who acts; password and code come from REKEY_PASSWORD and REKEY_TOTP',
    )
    .option(
      '--profile <name>',
      'which of this machine’s platforms; else REKEY_PROFILE, or the one without a name',
    )
    .option('--json', 'one JSON value on stdout, messages on stderr')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .addHelpText(
      'after',
      '\nUSER is an id (12 or #12), a username or an e-mail address.\nExit status: 0 done, 1 refused or failed, 2 the command line is wrong.',
    );
  addLookup(program, start);
  addStatus(program, start);
  addActions(program, start);
  addApprovals(program, start);
  addBulk(program, start);
  addCheckCode(program, start);
  addIdentity(program, start);
  addAudit(program, start);
  addEnrolment(program, start);
  addRequests(program, start);
  addNotifications(program, start);
  addStaff(program, start);
  addPolicy(program, start);
  addConnect(program, start);
  addPlatform(program, start);
  addProfiles(program, start);
  addMigrate(program, start);
  addMaintenance(program, start);
  addGrants(program, start);
  addDoctor(program, start);
  addDemo(program, start);
  addTraining(program, start);
  return program;
}
