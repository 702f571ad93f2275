/** Variables that only the recipient may read, at rest in the outbox. */
import { mailContext, openSealed } from '../../../db/sealed-texts.ts';
import { seal } from '../../../db/secret-box.ts';

/** Bound to the action it belongs to: a sealed text moved to another row does not open there. */
export function sealVariables(
  consoleKey: Buffer,
  actionId: string,
  variables: Record<string, string>,
): string {
  return seal(consoleKey, Buffer.from(JSON.stringify(variables)), mailContext(actionId));
}

/** @throws RekeyError CONSOLE_KEY_WRONG */
export function unsealVariables(
  consoleKey: Buffer,
  actionId: string,
  sealed: string,
): Record<string, string> {
  const plain = openSealed(consoleKey, sealed, mailContext(actionId));
  return JSON.parse(plain.toString('utf8')) as Record<string, string>;
}
