/** Steps about what is in the database. Each reads a few rows by index, whatever the size of the platform. */
import { listSigningKeys } from '../../../db/audit/checkpoints.ts';
import { type Check, failed, ok, warning } from '../../../db/check.ts';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { databaseClock, faultAtEndOfLog, tryToAppend } from '../../../db/health.ts';
import { pendingMigrations } from '../../../db/migrate.ts';
import type { Platform } from '../../../db/platforms/contract.ts';
import { listStaff } from '../../../db/staff.ts';
import { examineConsoleKey } from '../../core/console-key.ts';
import type { SecretStore } from '../../host.ts';
import { judgeKeys } from '../audit/key-links.ts';
import { faultAtCheckpoint, lastCheckpoint } from '../audit/last-checkpoint.ts';
import { faultAtBeginning, isSealSigned } from '../audit/seal.ts';
import { type Clock, SECOND } from '../clock.ts';
import { limitsOf } from '../platform-limits.ts';
import type { RunningConfiguration } from '../running-configuration.ts';
import { canSignIn } from '../staff/member.ts';
import { checkSearchIndex } from './search-index.ts';

interface Patient {
  database: Database;
  configuration: RunningConfiguration;
  /** The same one each time. */
  openPlatform: () => Promise<Platform>;
  secretStore: SecretStore | null;
  clock: Clock;
}

/** A code of staff lives for 30 s: beyond this much drift one that is right begins to look wrong. */
const DRIFT_ALLOWED = 5 * SECOND;
const KEY_TROUBLES: ReadonlySet<string> = new Set(['CONFIGURATION', 'CONSOLE_KEY_WRONG']);

export async function checkMigrations({ database, configuration }: Patient): Promise<Check> {
  const pending = await pendingMigrations(database, configuration.platform);
  return pending.length === 0
    ? ok('migrations', "Rekey's tables are those of this version.")
    : warning(
        'migrations',
        `Still to be applied: ${pending.join(', ')}.`,
        'Run `rekey migrate`, or start Rekey: it applies them.',
      );
}

export async function checkPlatform({ database, openPlatform }: Patient): Promise<Check> {
  const platform = await openPlatform();
  if (platform.check) return platform.check(database.reader);
  const what = [platform.label, platform.version].filter(Boolean).join(' ');
  return ok('platform', `${[`The platform is ${what}`, ...platform.recognisedBy].join('; ')}.`);
}

export async function checkSearch({ database, openPlatform, clock }: Patient): Promise<Check> {
  return checkSearchIndex(database.reader, await openPlatform(), clock());
}

export async function checkPlatformKey({ database, openPlatform }: Patient): Promise<Check> {
  const platform = await openPlatform();
  const proof = await platform.proveKeys?.(database.reader);
  if (!proof || proof.opened + proof.refused === 0)
    return ok('platform-key', 'No user has an authenticator yet, so there is nothing to open.');
  if (proof.refused === 0) return ok('platform-key', "The platform's key opens its users' authenticators.");
  return proof.opened > 0
    ? warning(
        'platform-key',
        'The key opens some of the newest authenticators and not others.',
        'Ask whether the platform changed its key; codes of the others can not be checked.',
      )
    : failed(
        'platform-key',
        "The key does not open the users' authenticators.",
        `Set ${proof.setting} to the key that the platform itself uses.`,
      );
}

/** Nothing to mend, so it is never a warning. */
export async function checkLimits({ openPlatform }: Patient): Promise<Check> {
  const limits = limitsOf(await openPlatform());
  return ok('limits', limits.join(' ') || 'Nothing is known that Rekey cannot see or do on this platform.');
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

export async function checkAuditLog({
  database,
  clock,
}: Pick<Patient, 'database' | 'clock'>): Promise<Check> {
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
  const contrary = await faultAtCheckpoint(reader, await lastCheckpoint(reader, keys));
  if (contrary) {
    return failed(
      'audit-log',
      `Entry ${contrary.at}: ${contrary.text}. One of the two was changed or made up, and no further checkpoint is made.`,
      'Run `rekey audit verify --checkpoint FILE` with a checkpoint that was kept elsewhere, and tell your security team: docs/audit-log.md.',
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
