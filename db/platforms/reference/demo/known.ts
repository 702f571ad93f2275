/**
 * Secrets and codes of the demo's users, the same each time, so that a person who tries Rekey (or a test) can produce a
 * code as the user's phone would. Worthless anywhere else, and seeded nowhere else: see seed.ts.
 */
import { CROCKFORD } from '../../../text/codes.ts';
import { Chance } from './random.ts';

/** Bytes: what RFC 4226 (R6) recommends for SHA-1. */
const SECRET_LENGTH = 20;
const CODES = 10;
/** The demo's users have codes from before codes became longer: those a caller reads out today may be either. */
const CODE_LENGTH = 10;

/** The demo platform's own key. Public, like all that it seals; a real platform's key comes from its configuration. */
export const DEMO_KEY = Buffer.from('Rekey demo platform: no secret..');

/** Every demo user's password on the platform sandbox, and its hash: computed once, or each first start would take seconds more. */
export const DEMO_PASSWORD = 'open sesame';
export const DEMO_PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$tIHJHI5mQBP+tQkHIQWbyw$HUvIgrT9tu5IfBjyNo5qmswt/zKDuH60dcB1QVeV4J0';

export function demoSecret(userId: number | string): Buffer {
  return new Chance(0x5ec2e7 + Number(userId) * 104_729).bytes(SECRET_LENGTH);
}

/** In the form they are hashed in: without the dash. The first ones are the used ones, where some are used. */
export function demoCodes(userId: number): string[] {
  const chance = new Chance(0xc0de5 + userId * 15_485_863);
  return Array.from({ length: CODES }, () => chance.text(CROCKFORD, CODE_LENGTH));
}

export function demoEmergencyCode(userId: number): string {
  return new Chance(0xe3e26e + userId * 32_452_843).text(CROCKFORD, CODE_LENGTH);
}
