/** What a version before REKEY_CONSOLE_KEY left sealed, and what is sealed now. */
import { createCipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Database } from '../../db/database.ts';
import { queueNotification } from '../../db/notifications.ts';
import { unseal } from '../../db/secret-box.ts';
import { updateStaff } from '../../db/staff.ts';
import { unsealVariables } from '../../main/services/notifications/sealing.ts';
import { PLATFORM_KEY } from './people.ts';
import { CONSOLE_KEY, type Hired, hire, type StaffRoom } from './staff-room.ts';

const VARIABLES = { codes: 'K7M2Q-9XTRW' };

const staffContext = (id: number) => `rekey-staff-totp:${id}`;

/** As that version sealed, written out: HKDF-SHA256 of the platform's key, then AES-256-GCM. */
export function sealOfOld(plain: Uint8Array, context: string): string {
  const key = Buffer.from(hkdfSync('sha256', PLATFORM_KEY, Buffer.alloc(0), 'rekey console', 32));
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return `v1.${Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url')}`;
}

export interface OldSeals {
  ada: Hired;
  bob: Hired;
  /** Of their authenticators, in the order of their accounts. */
  secrets: Buffer[];
}

/** An admin, a supporter, and a mail that waits. */
export async function leaveOldSeals(room: StaffRoom): Promise<OldSeals> {
  const { database } = room;
  const hired = [await hire(room, 'ada', 'admin'), await hire(room, 'bob', 'support')] as const;
  const secrets: Buffer[] = [];
  for (const { actor } of hired) {
    const { totp_secret } = await database.reader('rekey_staff').where({ id: actor.id }).first();
    const context = staffContext(actor.id);
    const plain = unseal(CONSOLE_KEY, totp_secret, context) as Buffer;
    secrets.push(plain);
    await database.transaction((tx) => updateStaff(tx, actor.id, { totpSecret: sealOfOld(plain, context) }));
  }
  const actionId = randomUUID();
  await database.transaction((tx) =>
    queueNotification(tx, {
      ...{ kind: 'backup-codes', to: 'ann@example.org', userId: '1', userLabel: 'ann', variables: {} },
      ...{ actionId, now: room.time.now },
      sealedVariables: sealOfOld(Buffer.from(JSON.stringify(VARIABLES)), `rekey-notification:${actionId}`),
    }),
  );
  const [ada, bob] = hired;
  return { ada, bob, secrets };
}

export type Sealed = Awaited<ReturnType<typeof sealedNow>>;

export async function sealedNow({ reader }: Pick<Database, 'reader'>) {
  const staff: { id: number; totp_secret: string }[] = await reader('rekey_staff')
    .orderBy('id')
    .select('id', 'totp_secret');
  const mails: { action_id: string; sealed_variables: string }[] = await reader('rekey_notifications')
    .orderBy('id')
    .select('action_id', 'sealed_variables');
  const check: { value: string }[] = await reader('rekey_settings')
    .where({ name: 'console-key' })
    .select('value');
  return { staff, mails, check };
}

export async function expectSealedWith(
  key: Buffer,
  secrets: readonly Buffer[],
  { reader }: Pick<Database, 'reader'>,
): Promise<void> {
  const { staff, mails } = await sealedNow({ reader });
  expect(
    staff.map(({ id, totp_secret }) => unseal(key, totp_secret, staffContext(id))?.toString('hex')),
  ).toEqual(secrets.map((secret) => secret.toString('hex')));
  expect(
    mails.map(({ action_id, sealed_variables }) => unsealVariables(key, action_id, sealed_variables)),
  ).toEqual([VARIABLES]);
}
