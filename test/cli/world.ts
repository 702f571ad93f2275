/** A real database with staff, for the command line: what a console has after its first day. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { commandLineHost } from '../../main/cli/desk.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import type { Environment } from '../support/command-line.ts';
import type { OpenTestDatabase, TestDatabase } from '../support/databases.ts';
import { addColleague, makeFirstAdmin, type PairedStaff } from '../support/paired-staff.ts';
import { PLATFORM_KEY } from '../support/people.ts';
import { waiveEvidence } from '../support/waive-evidence.ts';

export interface World {
  database: TestDatabase;
  /** Names the database and its key, and nobody who acts. */
  environment: Environment;
  admin: PairedStaff;
  support: PairedStaff;
}

export async function openWorld(open: OpenTestDatabase): Promise<World> {
  const database = await open('all');
  const environment = await environmentFor(database);
  const { services, close } = await openServices({
    configuration: readConfiguration(environment),
    host: commandLineHost,
  });
  const admin = await makeFirstAdmin(services, 'admin');
  const support = await addColleague(services, admin, 'support', 'support');
  await close();
  await waiveEvidence(database);
  return { database, environment, admin, support };
}

export async function environmentFor({ target }: Pick<TestDatabase, 'target'>): Promise<Environment> {
  return {
    REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'command-line-')),
    REKEY_DATABASE_URL: target.kind === 'sqlite' ? `sqlite:${target.path}` : target.url,
    REKEY_PLATFORM_KEY: PLATFORM_KEY.toString('hex'),
  };
}

/** With one of the member's own backup codes: an authenticator's code is taken once in 30 seconds. */
export function signedInAs({ environment }: World, member: PairedStaff): Environment {
  const code = member.backupCodes.pop();
  if (!code) throw new Error(`${member.name} has no backup code left for another sign-in`);
  return { ...environment, REKEY_PASSWORD: member.password, REKEY_TOTP: code };
}
