/**
 * All that is sealed with the console's key, wherever it lies: staff's authenticator secrets, what only the recipient of a
 * mail that waits may read, and one text that is there to tell whether a key is the right one.
 */
import type { Reader, Transaction } from './database.ts';
import { RekeyError } from './errors.ts';
import { unseal } from './secret-box.ts';
import { readSetting, writeSetting } from './settings.ts';

export interface SealedText {
  of: 'check' | 'staff' | 'mail';
  /** Of its row; for the check, the name of the setting. */
  id: string | number;
  text: string;
  /** What it is bound to, see secret-box.ts. */
  context: string;
}

/** In rekey_settings. */
export const CHECK = 'console-key';

export function staffContext(staffId: number): string {
  return `rekey-staff-totp:${staffId}`;
}

export function mailContext(actionId: string): string {
  return `rekey-notification:${actionId}`;
}

/** @throws RekeyError CONSOLE_KEY_WRONG */
export function openSealed(consoleKey: Buffer, text: string, context: string): Buffer {
  const plain = unseal(consoleKey, text, context);
  if (plain) return plain;
  throw new RekeyError('CONSOLE_KEY_WRONG', {
    why: 'what is needed here was sealed with another key',
    advice: 'An admin sees by `rekey doctor` whose key it is',
  });
}

export async function sealedTexts(reader: Reader): Promise<SealedText[]> {
  const check = await readSetting(reader, CHECK);
  const staff: { id: number; text: string }[] = await reader('rekey_staff')
    .whereNotNull('totp_secret')
    .orderBy('id')
    .select({ id: 'id', text: 'totp_secret' });
  const mails: { id: number; text: string; action: string | null }[] = await reader('rekey_notifications')
    .where({ state: 'waiting' })
    .whereNotNull('sealed_variables')
    .orderBy('id')
    .select({ id: 'id', text: 'sealed_variables', action: 'action_id' });
  return [
    ...(check === undefined
      ? []
      : [{ of: 'check' as const, id: CHECK, text: String(check), context: CHECK }]),
    ...staff.map(({ id, text }) => ({ of: 'staff' as const, id, text, context: staffContext(id) })),
    ...mails.map(({ id, text, action }) => ({
      of: 'mail' as const,
      id,
      text,
      context: mailContext(action ?? ''),
    })),
  ];
}

/** Only where what was read is still there: its owner may have paired anew, its mail may be sent. False: it was not. */
export async function replaceSealed(
  tx: Transaction,
  { of, id, text }: SealedText,
  anew: string,
): Promise<boolean> {
  if (of === 'check') {
    await writeSetting(tx, CHECK, anew);
    return true;
  }
  const [table, column] =
    of === 'staff' ? ['rekey_staff', 'totp_secret'] : ['rekey_notifications', 'sealed_variables'];
  return (
    (await tx(table)
      .where({ id, [column]: text })
      .update({ [column]: anew })) === 1
  );
}
