/** What is said before an action happens: on the page, on the command line, and to whoever approves it. */
import type { Operation, Platform, UserReading } from '../../../db/platforms/contract.ts';
import { playbookOf } from '../caller.ts';
import type { Declaration } from './action.ts';
import { ACTIONS, type ActionName } from './index.ts';

/** What the platform asks of the user afterwards, and what is left behind or not done: a sentence each. */
export function leftBy(platform: Platform, name: ActionName, reading: UserReading): string[] {
  const { part, endsSessions } = ACTIONS[name] as Declaration;
  // Only what ends a second factor says whether one is asked for afterwards.
  const own = (part(platform) ?? {}) as Partial<Operation>;
  const parts = [own, ...(endsSessions ? [platform.sessions, platform.devices] : [])];
  const left = parts.flatMap((one) => one?.leaves?.(reading) ?? []);
  const stays = own.requirementStays;
  return [
    ...new Set([...(stays === undefined ? [] : [afterwards(platform, name, stays, reading)]), ...left]),
  ];
}

function afterwards(
  platform: Platform,
  name: ActionName,
  stays: boolean | null,
  { state }: UserReading,
): string {
  if (stays) return '2FA stays required: at the next sign-in the user pairs an authenticator anew.';
  const others = state.factors.filter(
    ({ kind, counts }) => counts && kind !== 'authenticator' && kind !== 'backup-codes',
  );
  if (name === 'reset-authenticator' && others.length > 0) {
    return 'The other factors stay, and the login asks for them as before.';
  }
  const { openWithout } = playbookOf(platform);
  const open = openWithout ? `they reach only ${openWithout}` : 'no code of an app is asked for';
  return `Until the user pairs an authenticator again, ${open}.`;
}
