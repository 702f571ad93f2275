/** Steps about what is in the database. Each reads a few rows by index, whatever the size of the platform. */
import { listSigningKeys } from '../../../db/audit/checkpoints.ts';
import { type Check, failed, ok, warning } from '../../../db/check.ts';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import {
  databaseClock,
  faultAtEndOfLog,
  newestPairings,
  newestUser,
  tryToAppend,
} from '../../../db/health.ts';
import { pendingMigrations } from '../../../db/migrate.ts';
import type { UserId } from '../../../db/platforms/contract.ts';
import { referencePlatform } from '../../../db/platforms/reference/index.ts';
import { listStaff } from '../../../db/staff.ts';
import { FOLD_VERSION } from '../../../db/text/fold.ts';
import { examineConsoleKey } from '../../core/console-key.ts';
import type { SecretStore } from '../../host.ts';
import { judgeKeys } from '../audit/key-links.ts';
import { faultAtBeginning, isSealSigned } from '../audit/seal.ts';
import { type Clock, SECOND } from '../clock.ts';
import type { RunningConfiguration } from '../running-configuration.ts';
import { canSignIn } from '../staff/member.ts';

interface Patient {
  database: Database;
  configuration: RunningConfiguration;
  secretStore: SecretStore | null;
  clock: Clock;
}

/** A code of staff lives for 30 s: beyond this much drift one that is right begins to look wrong. */
const DRIFT_ALLOWED = 5 * SECOND;
/** More than one, since the very last pairing may be a broken one. */
const SAMPLES = 3;
const KEY_TROUBLES: ReadonlySet<string> = new Set(['CONFIGURATION', 'CONSOLE_KEY_WRONG']);

export async function checkMigrations({ database }: Patient): Promise<Check> {
  const pending = await pendingMigrations(database);
  return pending.length === 0
    ? ok('migrations', "Rekey's tables are those of this version.")
    : warning(
        'migrations',
        `Still to be applied: ${pending.join(', ')}.`,
        'Run `rekey migrate`, or start Rekey: it applies them.',
      );
}

export async function checkPlatform({ database }: Patient): Promise<Check> {
  const user = await newestUser(database.reader);
  if (!user)
    return warning('platform', 'The platform has no users.', 'Check that this is the right database.');
  if (user.terms === 'none') {
    return warning(
      'platform',
      `The newest user (#${user.id}) has no search terms, so no search finds them.`,
      'The platform must write user_search_terms with each user; docs/platform-schema.md says how.',
    );
  }
  if (user.terms === 'other') {
    return warning(
      'platform',
      `The search terms of the newest user (#${user.id}) are not those that version ${FOLD_VERSION} of the fold makes.`,
      'Searches find less than they could until the platform makes its terms anew; docs/platform-schema.md says how.',
    );
  }
  return ok('platform', `The newest user (#${user.id}) can be found.`);
}

export async function checkPlatformKey({ database, configuration }: Patient): Promise<Check> {
  const owners = await newestPairings(database.reader, SAMPLES);
  if (owners.length === 0)
    return ok('platform-key', 'No user has an authenticator yet, so there is nothing to open.');
  const platform = referencePlatform(database, configuration.platformKey);
  const opened = await Promise.all(
    owners.map((id) =>
      platform.totp.readSecrets(database.reader, id as UserId).then(
        () => true,
        (error) => {
          if (error instanceof RekeyError && error.code === 'PLATFORM_KEY_WRONG') return false;
          throw error;
        },
      ),
    ),
  );
  if (opened.every(Boolean)) return ok('platform-key', "The platform's key opens its users' authenticators.");
  return opened.some(Boolean)
    ? warning(
        'platform-key',
        'The key opens some of the newest authenticators and not others.',
        'Ask whether the platform changed its key; codes of the others can not be checked.',
      )
    : failed(
        'platform-key',
        "The key does not open the users' authenticators.",
        'Set REKEY_PLATFORM_KEY to the key that the platform itself uses.',
      );
}

export async function checkConsoleKey({ database, configuration, secretStore }: Patient): Promise<Check> {
  let found: Awaited<ReturnType<typeof examineConsoleKey>>;
  try {
    found = await examineConsoleKey(database, configuration, secretStore);
  } catch (error) {
    if (!(error instanceof RekeyError) || !KEY_TROUBLES.has(error.code)) throw error;
    return failed('console-key', error.message, error.next);
  }
  const { where, anew, lost } = found;
  if (anew > 0) {
    return warning(
      'console-key',
      `Secrets of staff and mails that another key sealed: ${anew}.`,
      "Start Rekey: it seals them with the console's key.",
    );
  }
  if (lost > 0) {
    return warning(
      'console-key',
      `Secrets of staff and mails that open with no key which is here: ${lost}.`,
      'Whoever cannot sign in because of it pairs anew; docs/console-key.md says how.',
    );
  }
  return ok(
    'console-key',
    where === null
      ? "The key for the staff's secrets is still to be made; Rekey makes it at its start."
      : `The key in ${where} opens what is sealed for staff.`,
  );
}

export async function checkAuditLog({ database, clock }: Patient): Promise<Check> {
  const { reader } = database;
  const end = await faultAtEndOfLog(reader);
  const keys = judgeKeys(await listSigningKeys(reader));
  const beginning = await faultAtBeginning(reader, (seal) => isSealSigned(seal, keys));
  if (end.fault !== null || beginning) {
    return failed(
      'audit-log',
      end.fault !== null
        ? `The end of the audit log is not as it was written: ${end.fault}.`
        : `The beginning of the audit log is not where it was, at entry ${beginning?.at}: ${beginning?.text}.`,
      'No action is possible, or none is safe, until an admin has looked: run `rekey audit verify`, and tell your security team.',
    );
  }
  try {
    await tryToAppend(database, clock());
  } catch (error) {
    if (!(error instanceof RekeyError) || error.code !== 'AUDIT_UNWRITABLE') throw error;
    return failed(
      'audit-log',
      `The audit log cannot be written (${error.facts.why}), so no action is possible.`,
      'Check the rights on rekey_audit_entries (INSERT) and rekey_audit_head (UPDATE), and the space on the disk.',
    );
  }
  return ok('audit-log', `The audit log can be written, and its end is whole (${end.entries} entries).`);
}

export async function checkStaff({ database }: Patient): Promise<Check> {
  const staff = await listStaff(database.reader);
  if (staff.length === 0) {
    return warning(
      'staff',
      'There is no staff yet.',
      'Start Rekey: its first start makes the first admin. Or run `rekey staff add`.',
    );
  }
  const admins = staff.filter((member) => member.role === 'admin' && canSignIn(member));
  return admins.length === 0
    ? failed(
        'staff',
        'No admin can sign in: none has set up an authenticator, or their accounts are closed.',
        'An admin with a first password finishes setting up by signing in with it.',
      )
    : ok(
        'staff',
        `${staff.length} staff, of them ${admins.length} admin${admins.length === 1 ? '' : 's'} who can sign in.`,
      );
}

export async function checkClock({ database, clock }: Patient): Promise<Check> {
  const before = clock();
  const theirs = await databaseClock(database);
  if (theirs === null) return ok('clock', 'The database uses the clock of this machine.');
  const drift = theirs - (before + clock()) / 2;
  const seconds = Math.abs(Math.round(drift / SECOND));
  return Math.abs(drift) <= DRIFT_ALLOWED
    ? ok('clock', 'The clocks of this machine and of the database server agree.')
    : warning(
        'clock',
        `The database server's clock is ${seconds} seconds ${drift > 0 ? 'ahead of' : 'behind'} this machine's.`,
        'Set both by NTP: codes are right for a short while only, so one that is right may be called wrong.',
      );
}
