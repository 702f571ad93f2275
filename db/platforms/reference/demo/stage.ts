/** Puts one made-up user of the demo into the situation of a training. */
import type { Transaction } from '../../../database.ts';
import { RekeyError } from '../../../errors.ts';
import { demandKey, sealSecret } from '../secrets.ts';
import { CAST } from './cast.ts';
import { demoCodes, demoSecret } from './known.ts';
import { hashCheaply, isMarkedDemo } from './seed.ts';
import { DAY, HOUR } from './times.ts';

export interface Stage {
  enrolment: 'on' | 'pending';
  /** How many of ten codes still work; null: never generated. */
  codesLeft: number | null;
  privileged: boolean;
}

export interface StagedUser {
  id: string;
  username: string;
  email: string;
  fullName: string;
  phone: string | null;
}

/** Whom trainings are about: years on the platform, and nobody who is written down. */
const FIRST = 1_100;
const AMONG = 800;
const PHONE = '+44 20 7946 0958';

/**
 * `number`: how many trainings there were; each gets a user of its own, so that evidence of the one before does not count.
 * @throws RekeyError DEMO_ONLY on any other database, which is left as it is; PLATFORM_KEY_WRONG
 */
export async function stageUser(
  tx: Transaction,
  { number, key, now, ...stage }: Stage & { number: number; key: Buffer; now: number },
): Promise<StagedUser> {
  if (!(await isMarkedDemo(tx))) throw new RekeyError('DEMO_ONLY');
  const cast = new Set(CAST.map((member) => member.id));
  let id = FIRST + (number % AMONG);
  while (cast.has(id)) id += 1;
  await demandKey(tx, key);
  await tx('users').where({ id }).forUpdate().first('id');
  for (const table of [
    'totp_authenticators',
    'backup_codes',
    'sessions',
    'trusted_devices',
    'two_factor_events',
  ])
    await tx(table).where({ user_id: id }).delete();
  const enrolled = stage.enrolment === 'on';
  const since = now - (enrolled ? 90 * DAY : 2 * HOUR);
  await tx('users')
    .where({ id })
    .update({
      status: 'active',
      phone: PHONE,
      privileged: stage.privileged,
      role: stage.privileged ? 'Platform admin' : 'Reviewer',
      two_factor_required: enrolled,
      failed_attempts: 0,
      locked_until: null,
      last_login_at: now - (enrolled ? 3 * DAY : 2 * HOUR),
    });
  await tx('totp_authenticators').insert({
    user_id: id,
    name: 'Authy',
    secret: sealSecret(key, String(id), demoSecret(id)),
    created_at: since,
    confirmed_at: enrolled ? since : null,
    last_used_at: enrolled ? now - 3 * DAY : null,
  });
  for (const [index, code] of stage.codesLeft === null ? [] : demoCodes(id).entries()) {
    await tx('backup_codes').insert({
      user_id: id,
      kind: 'standard',
      hash: await hashCheaply(code),
      created_at: since,
      used_at: index < 10 - (stage.codesLeft as number) ? now - 10 * DAY : null,
    });
  }
  await tx('two_factor_events').insert({
    user_id: id,
    time: since,
    kind: enrolled ? 'enrolled' : 'pairing-started',
    detail: null,
  });
  const row = await tx('users').where({ id }).first('username', 'email', 'full_name', 'phone');
  return {
    id: String(id),
    username: row.username,
    email: row.email,
    fullName: row.full_name,
    phone: row.phone,
  };
}
