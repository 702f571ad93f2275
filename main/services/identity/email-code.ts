/** A code by e-mail: sent to the address on file, read back by whoever holds that mailbox. */
import { randomInt } from 'node:crypto';
import { hashSecret, verifySecret } from '../../../db/argon2.ts';
import { RekeyError } from '../../../db/errors.ts';
import {
  countChecks,
  hashAddress,
  insertIdentityCheck,
  updateIdentityCheck,
  voidWaitingCodes,
  waitingCode,
} from '../../../db/identity-checks.ts';
import { nameOf } from '../../../db/platforms/user.ts';
import { sixDigits } from '../../../db/text/codes.ts';
import { isMailAddress } from '../../../db/text/mail-address.ts';
import { translateError } from '../../../db/translate-error.ts';
import { HOUR, MINUTE } from '../clock.ts';
import type { Actor } from '../session.ts';
import { demandKind } from './kinds.ts';
import { newPhrase } from './phrase.ts';
import type { About } from './service.ts';
import { type IdentityDeps, type Outcome, takeStep } from './step.ts';

interface Letter {
  checkId: number;
  to: string;
  name: string;
  username: string;
}

const KIND = 'email-code';
const DIGITS = 6;
const LIVES = 10 * MINUTE;
/** NIST SP 800-63B-4, 3.2.2, limits guessing; at five tries of a million codes it is one in 200,000. */
export const TRIES = 5;
/** Each is five more tries, and a mail that somebody did not ask for. */
const MAILS_AN_HOUR = 5;

export async function sendEmailCode(deps: IdentityDeps, actor: Actor, about: About): Promise<void> {
  demandKind(deps.platform, KIND);
  const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
  const phrase = newPhrase();
  // Slow on purpose, so before the user's row is locked.
  const codeHash = await hashSecret(code);
  const sending: { letter: Letter | null } = { letter: null };
  await takeStep(deps, { actor, about, action: 'send-identity-code' }, async ({ tx, reading, now, row }) => {
    const sent = await countChecks(tx, about.userId, { kind: KIND, since: now - HOUR });
    if (sent >= MAILS_AN_HOUR) {
      return {
        refusal: new RekeyError('IDENTITY_TRIES', { why: `this user was sent ${sent} codes within an hour` }),
      };
    }
    const { user } = reading;
    if (user.email === null || !isMailAddress(user.email)) return { refusal: new RekeyError('NO_ADDRESS') };
    await voidWaitingCodes(tx, about.userId);
    const checkId = await insertIdentityCheck(tx, {
      ...row,
      kind: KIND,
      state: 'waiting',
      codeHash,
      phrase,
      addressHash: hashAddress(user.email),
      expiresAt: now + LIVES,
    });
    sending.letter = { checkId, to: user.email, name: nameOf(user), username: user.username };
    return { detail: { to: user.email } };
  });
  if (sending.letter) await send(deps, actor, about, sending.letter, { code, phrase });
}

/** After the commit: a mail whose code is nowhere would only confuse. One that did not go is told in the log as well. */
async function send(
  deps: IdentityDeps,
  actor: Actor,
  about: About,
  letter: Letter,
  secret: { code: string; phrase: string },
): Promise<void> {
  try {
    await deps.mail.sendNow({
      to: letter.to,
      kind: 'identity-code',
      variables: {
        name: letter.name,
        username: letter.username,
        code: `${secret.code.slice(0, 3)} ${secret.code.slice(3)}`,
        minutes: String(LIVES / MINUTE),
        agentName: actor.fullName,
        phrase: secret.phrase,
      },
    });
  } catch (error) {
    await takeStep(deps, { actor, about, action: 'send-identity-code' }, async ({ tx }) => {
      await updateIdentityCheck(tx, letter.checkId, { state: 'void' });
      return { refusal: translateError(error), failed: true };
    });
  }
}

export async function confirmEmailCode(
  deps: IdentityDeps,
  actor: Actor,
  about: About,
  typed: string,
): Promise<void> {
  const code = sixDigits(typed);
  if (code === null) throw new RekeyError('BAD_INPUT', { why: 'a code by e-mail has six digits' });
  await takeStep(
    deps,
    { actor, about, action: 'check-email-code' },
    async ({ tx, reading, now }): Promise<Outcome> => {
      const gone = (why: string) => ({ refusal: new RekeyError('IDENTITY_CODE_GONE', { why }) });
      const waiting = await waitingCode(tx, about.userId, { lock: true });
      if (!waiting) return gone('there is no code that waits to be read back');
      if ((waiting.expiresAt ?? 0) <= now) {
        await updateIdentityCheck(tx, waiting.id, { state: 'void' });
        return gone('the code has expired');
      }
      if (waiting.addressHash !== hashAddress(reading.user.email)) {
        await updateIdentityCheck(tx, waiting.id, { state: 'void' });
        return gone('the address on file was changed after the code was sent');
      }
      if (await verifySecret(waiting.codeHash, code)) {
        await updateIdentityCheck(tx, waiting.id, { state: 'passed', passedAt: now });
        return { detail: { sentBy: waiting.staff.name } };
      }
      const tries = waiting.tries + 1;
      const left = TRIES - tries;
      await updateIdentityCheck(tx, waiting.id, { tries, ...(left > 0 ? {} : { state: 'void' as const }) });
      return { refusal: new RekeyError('IDENTITY_CODE_WRONG', { left }), detail: { left } };
    },
  );
}
