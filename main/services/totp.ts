/**
 * Time-based one-time passwords, RFC 6238. Without parameters they are those of Rekey's own staff: SHA-1, 6 digits, 30 s, which
 * every authenticator app reads; a user's come with the secret, from the platform. The computing is otplib's; what is here is what Rekey asks of it: which step a code belongs to.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createGuardrails, generateSync, generateURI, ScureBase32Plugin } from 'otplib';
import type { TotpParameters } from '../../db/platforms/contract.ts';
import { digitsOf } from '../../db/text/codes.ts';

/** RFC 6238, section 4: X, the time step of staff's own authenticators in seconds. */
export const STEP_SECONDS = 30;

const OWN: TotpParameters = { algorithm: 'sha1', digits: 6, period: STEP_SECONDS, t0: 0 };
/** RFC 4226, section 4, R6: 160 bits are recommended. */
const NEW_SECRET_BYTES = 20;

/**
 * otplib refuses keys under 128 bits. Platforms in use have 80 bits (16 characters of Base32, the habit of many
 * libraries), and Rekey has to check the codes of the pairings that exist.
 */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 1, MAX_SECRET_BYTES: 256 });
const base32 = new ScureBase32Plugin();

/** RFC 6238, section 4.2: T, the steps since T0. `time` is ms UTC. */
export function stepAt(time: number, { period, t0 }: TotpParameters = OWN): number {
  return Math.floor((time / 1000 - t0) / period);
}

/** The code of one step: digits as text, leading zeros kept. `step` is not negative. */
export function codeAt(key: Uint8Array, step: number, { algorithm, digits }: TotpParameters = OWN): string {
  return generateSync({
    strategy: 'hotp',
    secret: key,
    counter: step,
    algorithm,
    digits: digits as 6 | 7 | 8,
    guardrails,
  });
}

/**
 * The step that a code belongs to, within ± `windowSteps` steps of `now` (ms UTC); the nearest one where two steps share
 * a code, the earlier one of two equally near. Null when there is none. `offsetSteps` is how far ahead (+) or
 * behind (-) the clock is that made the code.
 *
 * Every step is computed and compared in constant time, so the duration tells nothing. Whether the step was used
 * before (RFC 6238, section 5.2) is for the caller to know.
 */
export function matchCode(
  key: Uint8Array,
  code: string,
  now: number,
  windowSteps: number,
  parameters: TotpParameters = OWN,
): { step: number; offsetSteps: number } | null {
  const typed = digitsOf(code, parameters.digits);
  if (typed === null) return null;
  const current = stepAt(now, parameters);
  let found: number | null = null;
  for (const offset of nearestFirst(windowSteps)) {
    if (current + offset < 0) continue;
    const same = equal(codeAt(key, current + offset, parameters), typed);
    if (same && found === null) found = offset;
  }
  return found === null ? null : { step: current + found, offsetSteps: found };
}

/** A new key: 160 bits from the system's generator. */
export function newSecret(): Uint8Array {
  return randomBytes(NEW_SECRET_BYTES);
}

/** RFC 4648 Base32 without padding: how authenticator apps take a key that is typed. */
export function toBase32(key: Uint8Array): string {
  return base32.encode(key, { padding: false });
}

/** The otpauth:// URI of a pairing's QR code. It holds the key. Colons separate issuer and account there, so they go. */
export function otpauthUri(pairing: { issuer: string; account: string; key: Uint8Array }): string {
  return generateURI({
    issuer: withoutColons(pairing.issuer),
    label: withoutColons(pairing.account),
    secret: toBase32(pairing.key),
    algorithm: 'sha1',
    digits: OWN.digits as 6,
    period: OWN.period,
  });
}

/** 0, -1, 1, -2, 2, ... */
function nearestFirst(windowSteps: number): number[] {
  const offsets = [0];
  for (let distance = 1; distance <= windowSteps; distance += 1) offsets.push(-distance, distance);
  return offsets;
}

function withoutColons(label: string): string {
  return label.replaceAll(':', ' ').replace(/\s+/g, ' ').trim();
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
