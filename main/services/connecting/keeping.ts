/** The last step of connecting: what was found is kept, in the database for every console and in a file for this one. All or nothing. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { appendAudit } from '../../../db/audit/log.ts';
import type { Database, Transaction } from '../../../db/database.ts';
import { pendingMigrations } from '../../../db/migrate.ts';
import { formatMysqlUrl, type MysqlConnection } from '../../../db/mysql-address.ts';
import type { PlatformKind } from '../../../db/platforms/kind.ts';
import { type Mark, readMark } from '../../../db/platforms/mark.ts';
import type { Choices } from '../../../db/platforms/profile.ts';
import { SETTINGS_FILE, writeSettingsFile } from '../../core/configuration-names.ts';
import type { SecretStore } from '../../host.ts';
import { type Clock, systemClock } from '../clock.ts';
import { PROFILE_ROW, replaceProfile, viewOfChoices } from '../platform-choices.ts';
import { MARK_ROW, replaceMark } from '../platform-mark.ts';
import { CONNECTION_FILE, writeSavedConnection } from '../saved-connection.ts';
import type { Replaced, SettingRow } from '../setting-row.ts';
import { isToBeChosen, withDatabase } from './ask.ts';

/** What a person said of the platform beside where it is. */
export interface Told {
  /** Undefined: what is kept, else what is proposed. */
  choices: Choices | undefined;
  mark: Mark | null;
}

export interface Connected {
  target: MysqlConnection;
  kind: PlatformKind;
  /** In the form that the platform asks for, by setting. */
  keys: Readonly<Record<string, string>>;
  told: Told;
  place: { dataDirectory: string; secretStore: SecretStore | null };
  clock?: Clock;
}

/**
 * The rows, then the file, then `open`. Where one fails, what came before it is taken back, and it is thrown: else the next start
 * would fail as this one did. `withoutRows`: what is done where the rows cannot be kept, in place of failing.
 * @returns the file. @throws RekeyError CONFIGURATION, DATABASE_*, AUDIT_UNWRITABLE, and as `open`
 */
export async function keepConnected(
  connected: Connected,
  { open, withoutRows }: { open?: () => Promise<void>; withoutRows?: (error: unknown) => void } = {},
): Promise<string> {
  const takeBackRows = await keepRows(connected).catch((error: unknown) => {
    if (!withoutRows) throw error;
    withoutRows(error);
    return async () => {};
  });
  let takeBackFile = () => {};
  try {
    const { file, takeBack } = keepFile(connected);
    takeBackFile = takeBack;
    await open?.();
    return file;
  } catch (error) {
    takeBackFile();
    // Why it failed is what is told, also where the database is gone by now.
    await takeBackRows().catch(() => {});
    throw error;
  }
}

/**
 * Where this machine has a keychain, into `settings.json` with the secrets sealed by it; else into `rekey.env`, mode 600, as they are;
 * other settings in that stay. Both in the data directory. @returns the file, and how it becomes what it was
 */
function keepFile({ target, kind, keys, place }: Connected): { file: string; takeBack(): void } {
  const { dataDirectory, secretStore } = place;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  if (secretStore) {
    const connection = { ...target, platform: kind.id, keys };
    const takeBack = writeSavedConnection(dataDirectory, secretStore, connection);
    return { file: path.join(dataDirectory, CONNECTION_FILE), takeBack };
  }
  const file = path.join(dataDirectory, SETTINGS_FILE);
  const settings = { REKEY_DATABASE_URL: formatMysqlUrl(target), REKEY_PLATFORM: kind.id, ...keys };
  return { file, takeBack: writeSettingsFile(file, settings) };
}

/**
 * So that no other console asks for it. What is kept already and fits stays, since only an admin may change it. Where Rekey's tables
 * are still to be made each console is asked anew. @returns how it becomes what it was, unless somebody has changed it since
 */
function keepRows({ target, kind, told, clock = systemClock }: Connected): Promise<() => Promise<void>> {
  return withDatabase(target, async (database) => {
    if ((await pendingMigrations(database, kind)).length > 0) return async () => {};
    const view = await viewOfChoices(database.reader, kind);
    const choices = view && (isToBeChosen(view) ? (told.choices ?? view.proposed) : view.chosen);
    const kept = await writeRows({ database, clock }, kind, { choices, mark: told.mark });
    return () => withDatabase(target, (again) => again.transaction((tx) => takeBack(tx, clock, kept)));
  });
}

/** One transaction with an entry each; what is there already is neither written nor told again. @throws RekeyError as replaceProfile */
export function writeRows(
  { database, clock }: { database: Database; clock: Clock },
  kind: PlatformKind,
  { choices, mark }: { choices: Choices | null; mark: Mark | null },
): Promise<Change[]> {
  return database.transaction(async (tx) => {
    const changes: Change[] = [{ row: PROFILE_ROW, replaced: await replaceProfile(tx, kind, choices) }];
    if (mark && !(await readMark(tx))) changes.push({ row: MARK_ROW, replaced: await replaceMark(tx, mark) });
    const real = changes.filter(({ replaced }) => !isDeepStrictEqual(replaced.before, replaced.after));
    for (const change of real) await tell(tx, clock, 'done', change);
    return real;
  });
}

interface Change {
  row: SettingRow;
  replaced: Replaced;
}

async function takeBack(tx: Transaction, clock: Clock, changes: readonly Change[]): Promise<void> {
  for (const { row, replaced } of changes.toReversed()) {
    const { before, after } = replaced;
    if (!isDeepStrictEqual(await row.readForChange(tx), after)) continue;
    await row.write(tx, before);
    await tell(tx, clock, 'failed', { row, replaced: { before: after, after: before } });
  }
}

/** Of nobody: there is no staff yet, or none that is signed in. */
async function tell(
  tx: Transaction,
  clock: Clock,
  outcome: 'done' | 'failed',
  { row, replaced }: Change,
): Promise<void> {
  await appendAudit(tx, {
    ...{ category: 'system', action: row.connecting, outcome, time: clock(), staff: null },
    ...replaced,
  });
}
