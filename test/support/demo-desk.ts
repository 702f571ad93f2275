/** The walk's desk on a demo. */

import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { UserId } from '../../db/platforms/contract.ts';
import { DEMO_STAFF } from '../../db/platforms/reference/demo/staff.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import type { Role } from '../../main/contract/permissions.ts';
import type { Seat } from '../../main/host.ts';
import { waiveEvidenceOfDemo } from './waive-evidence.ts';
import { HOST, type Seated, walkDesk } from './walk-desk.ts';

export async function openDemoDesk() {
  const environment = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'demo-')) };
  const configuration = readConfiguration(environment);
  const opened = await openServices({ configuration, host: HOST });
  const { services, database } = opened;
  await waiveEvidenceOfDemo(environment.REKEY_DATA_DIR);
  const staff = {} as Record<Role, Seated>;
  for (const { name, role } of DEMO_STAFF) {
    const seat = `window of ${role}` as Seat;
    await services.session.signInDemo(seat, name);
    staff[role] = { seat, actor: await services.session.actor(seat) };
  }
  const { reader } = database;
  const enrolled: { id: number; username: string; privileged: number }[] = await reader('users')
    .whereIn('id', reader('totp_authenticators').whereNotNull('confirmed_at').select('user_id'))
    .where({ status: 'active' })
    .whereNotIn(
      'email',
      DEMO_STAFF.map(({ email }) => email),
    )
    .orderBy('id')
    .select('id', 'username', 'privileged');
  const ordinary = enrolled.filter(({ privileged }) => !privileged);
  const privileged = String(enrolled.find((one) => one.privileged)?.id) as UserId;
  return walkDesk(opened, environment, staff, {
    privileged,
    few: { enrolment: 'off', department: 'Admissions' },
    nobody: { department: 'Nowhere' },
    /** Another one each time: enrolled, locked out, signed in somewhere, with no code left. */
    async user(): Promise<UserId> {
      const id = String(ordinary.shift()?.id) as UserId;
      await reader('users').where({ id }).update({ failed_attempts: 3 });
      await reader('backup_codes').where({ user_id: id }).delete();
      await reader('backup_codes').insert({
        user_id: id,
        kind: 'standard',
        hash: '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA',
        created_at: 1,
      });
      await reader('trusted_devices').insert({
        ...{ user_id: id, name: 'a phone', token_hash: randomUUID(), created_at: 1 },
        expires_at: Date.now() + 3_600_000,
      });
      return id;
    },
    async usernameOf(id: UserId): Promise<string> {
      return (await reader('users').where({ id }).first('username')).username;
    },
    message: () =>
      reader('contact_messages').insert({
        ...{ name: 'Ann Lee', email: 'ann@example.org', message: 'Help', created_at: Date.now() },
      }),
  });
}
