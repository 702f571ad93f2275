/** `rekey doctor` begins before the console: what can not be read or opened is what it is asked about. */
import type { Check } from '../db/check.ts';
import { openDatabase } from '../db/database.ts';
import { type Configuration, readConfiguration } from './configuration.ts';
import { knockAtMailServer } from './mail/smtp.ts';
import { type Clock, systemClock } from './services/clock.ts';
import { checkMail, checkOutbox } from './services/doctor/mail.ts';
import { examine, examineWithout } from './services/doctor.ts';

/** Never throws, changes nothing, and no check holds a password, key or secret. */
export async function runDoctor(
  environment: NodeJS.ProcessEnv,
  clock: Clock = systemClock,
): Promise<Check[]> {
  let configuration: Configuration;
  try {
    configuration = readConfiguration(environment);
  } catch (error) {
    return examineWithout(error);
  }
  // At once: a mail server that does not answer takes its time.
  const [mail, checks] = await Promise.all([
    checkMail(configuration, { knock: knockAtMailServer, secretStore: null }),
    examine(configuration, { clock, secretStore: null }),
  ]);
  return [
    ...checks,
    mail.outcome === 'failed' ? mail : ((await heldUp(configuration, checks, clock)) ?? mail),
  ];
}

/** Asked last: the embedded database is not to be opened twice at once. */
async function heldUp(
  { database: target }: Configuration,
  checks: readonly Check[],
  clock: Clock,
): Promise<Check | null> {
  // Where the tables are not those of this version, that is told, and there is nothing to ask.
  if (checks.find(({ name }) => name === 'migrations')?.outcome !== 'ok') return null;
  const database = openDatabase(target);
  try {
    return await checkOutbox({ database, clock });
  } catch {
    // What the database says to that was told by the steps before.
    return null;
  } finally {
    await database.close();
  }
}
