/** What an agent saw or heard, on their own word: with whom, and how. */

import { RekeyError } from '../../../db/errors.ts';
import { insertIdentityCheck } from '../../../db/identity-checks.ts';
import type { UserDetail } from '../../../db/platforms/contract.ts';
import { nameKey, visible } from '../../../db/text/visible.ts';
import type { AttestedKind } from '../../contract/identity.ts';
import type { Actor } from '../session.ts';
import { demandKind } from './kinds.ts';
import type { About } from './service.ts';
import { type IdentityDeps, takeStep } from './step.ts';

export async function recordSeen(
  deps: IdentityDeps,
  actor: Actor,
  about: About,
  seen: { kind: AttestedKind; who: string; note: string },
): Promise<void> {
  demandKind(deps.platform, seen.kind);
  const who = visible(seen.who);
  const note = seen.note.trim();
  if (who === '' || note === '') {
    throw new RekeyError('BAD_INPUT', { why: 'say with whom it was, and how' });
  }
  await takeStep(deps, { actor, about, action: `record-${seen.kind}` }, async ({ tx, reading, row }) => {
    const why = refuseSeen(seen.kind, who, actor, reading.user);
    if (why !== null)
      return { refusal: new RekeyError('IDENTITY_NOT_PROVED', { why }), detail: { who, note } };
    await insertIdentityCheck(tx, { ...row, kind: seen.kind, state: 'passed', who, note });
    return { detail: { who, note } };
  });
}

function refuseSeen(kind: AttestedKind, who: string, actor: Actor, user: UserDetail): string | null {
  if (kind === 'call-back' && user.phone === null) return 'there is no phone number on file to call back';
  if (kind !== 'colleague') return null;
  const is = (...names: (string | null)[]) =>
    names.some((name) => name !== null && nameKey(name) === nameKey(who));
  if (is(user.username, user.email, user.fullName)) return 'nobody confirms themselves';
  if (is(actor.name, actor.fullName, actor.email)) return 'whoever confirms is not the agent';
  return null;
}
