/** The walk's desk on the smallest platform there can be. */

import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { inject } from 'vitest';
import type { UserId } from '../../db/platforms/contract.ts';
import type { PlatformKind } from '../../db/platforms/kind.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import type { Role } from '../../main/contract/permissions.ts';
import type { OpenTestDatabase } from './databases.ts';
import { addColleague, makeFirstAdmin, type PairedStaff } from './paired-staff.ts';
import { createTinyTables } from './tiny-platform.ts';
import { waiveEvidence } from './waive-evidence.ts';
import { HOST, walkDesk } from './walk-desk.ts';

export async function openTinyDesk(open: OpenTestDatabase, kind: PlatformKind) {
  const database = await open('none');
  await createTinyTables(database);
  const { target, reader } = database;
  const environment = {
    REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'tiny-')),
    REKEY_DATABASE_URL: target.kind === 'sqlite' ? `sqlite:${target.path}` : target.url,
    REKEY_PLATFORM: kind.id,
    // Only there is the account that archives another one.
    ...(target.kind === 'mysql' && { REKEY_MAINTENANCE_DATABASE_URL: target.url }),
  };
  const configuration = readConfiguration(environment, { platforms: [kind] });
  const opened = await openServices({ configuration, host: HOST });
  await waiveEvidence(database);
  // To whom the mail that tries a server goes.
  const admin = await makeFirstAdmin(opened.services, 'ada', 'ada@example.org');
  const colleague = (name: string, role: Role) => addColleague(opened.services, admin, name, role);
  const staff: Record<Role, PairedStaff> = {
    admin,
    support: await colleague('sam', 'support'),
    lead: await colleague('lena', 'lead'),
    auditor: await colleague('aud', 'auditor'),
  };
  const add = async (login: string, account = {}) => {
    const id = randomUUID() as UserId;
    await reader('accounts').insert({ id, login, privileged: false, paired: true, ...account });
    return id;
  };
  await add('mara.lindqvist');
  await add('never.paired', { paired: false });
  const desk = walkDesk(opened, environment, staff, {
    few: { enrolment: 'off' },
    nobody: { enrolment: 'broken' },
    privileged: await add('root', { privileged: true }),
    user: () => add(`u${randomUUID().slice(0, 8)}`),
    usernameOf: async (id) => (await reader('accounts').where({ id }).first('login')).login,
    message: async () => {},
  });
  return {
    ...desk,
    /** For the command line: a code is taken once in 30 seconds, which nobody waits for here. */
    async signedInAs(role: Role): Promise<Record<string, string>> {
      const { name, password, secret } = staff[role];
      await reader('rekey_staff').where({ name }).update({ totp_last_step: null });
      return { ...environment, REKEY_PASSWORD: password, REKEY_TOTP: generateSync({ secret }) };
    },
  };
}
