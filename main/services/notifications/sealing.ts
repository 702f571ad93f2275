/** Variables that only the recipient may read, at rest in the outbox. */
import { seal, unseal } from '../../../db/secret-box.ts';

/** Bound to the action it belongs to: a sealed text moved to another row does not open there. */
export function sealVariables(
  consoleKey: Buffer,
  actionId: string,
  variables: Record<string, string>,
): string {
  return seal(consoleKey, Buffer.from(JSON.stringify(variables)), contextOf(actionId));
}

/** @throws RekeyError PLATFORM_KEY_WRONG */
export function unsealVariables(
  consoleKey: Buffer,
  actionId: string,
  sealed: string,
): Record<string, string> {
  return JSON.parse(unseal(consoleKey, sealed, contextOf(actionId)).toString('utf8')) as Record<
    string,
    string
  >;
}

function contextOf(actionId: string): string {
  return `rekey-notification:${actionId}`;
}
