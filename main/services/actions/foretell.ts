/** What is said before an action happens: on the page, on the command line, and to whoever approves it. */

import type { Factor, Operation, Platform, UserReading } from '../../../db/platforms/contract.ts';
import type { ActionName } from '../../contract/actions.ts';
import { factorWords } from '../../contract/factors.ts';
import { playbookOf } from '../caller.ts';
import type { Declaration } from './action.ts';
import { ACTIONS } from './index.ts';

const REMOVED =
  'The platform lets no code expire, so Rekey removes this one when its time is up: an open console does, else the next start or `rekey maintenance`. Until then it goes on being taken.';

/** What else goes, what the platform asks of the user afterwards, and what is left behind or not done: a sentence each. */
export function leftBy(platform: Platform, name: ActionName, reading: UserReading): string[] {
  const { part, endsSessions } = ACTIONS[name] as Declaration;
  // Only what ends a second factor says whether one is asked for afterwards.
  const own = (part(platform) ?? {}) as Partial<Operation>;
  const parts = [own, ...(endsSessions ? [platform.sessions, platform.devices] : [])];
  const left = parts.flatMap((one) => one?.leaves?.(reading) ?? []);
  if (name === 'issue-emergency-code' && platform.codes?.removeExpired) left.unshift(REMOVED);
  const ending = own.requirementStays === undefined ? [] : ended(platform, name, own as Operation, reading);
  return [...new Set([...ending, ...left])];
}

function ended(platform: Platform, name: ActionName, operation: Operation, { state }: UserReading): string[] {
  const removes = operation.removes ?? (name === 'disable-2fa' ? ({ counts }: Factor) => counts : isPairing);
  const others = state.factors.filter((factor) => !isPairing(factor));
  const gone = others
    .filter(removes)
    .map((one) => `Also removed: ${one.name === null ? `${one.row}, ` : ''}${factorWords(one)}.`);
  const staying = others.some((factor) => factor.counts && !removes(factor));
  return [...gone, afterwards(platform, operation.requirementStays, staying)];
}

function afterwards(platform: Platform, requirementStays: boolean | null, othersStay: boolean): string {
  if (requirementStays)
    return '2FA stays required: at the next sign-in the user pairs an authenticator anew.';
  if (othersStay) return 'The other factors stay, and the login asks for them as before.';
  const { openWithout } = playbookOf(platform);
  const open = openWithout ? `they reach only ${openWithout}` : 'no code of an app is asked for';
  return `Until the user pairs an authenticator again, ${open}.`;
}

/** What every page and sentence about a reset tells of by itself. */
function isPairing({ kind }: Factor): boolean {
  return kind === 'authenticator' || kind === 'backup-codes';
}
