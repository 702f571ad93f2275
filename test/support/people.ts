/** Platform users as the platform's own code would have written them, for tests. */
import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import type { Database } from '../../db/database.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { savedCode } from '../../db/platforms/reference/codes.ts';
import { sealSecret } from '../../db/platforms/reference/secrets.ts';
import { searchTerms } from '../../db/text/search-terms.ts';

export const PLATFORM_KEY = Buffer.alloc(32, 7);
export const START = Date.UTC(2026, 0, 15, 12);

export interface Person {
  username: string;
  email?: string;
  fullName?: string;
  privileged?: boolean;
  required?: boolean;
  failedAttempts?: number;
  lockedUntil?: number | null;
  /** Adds an authenticator with this secret. */
  secret?: Uint8Array;
  confirmed?: boolean;
  lastUsedStep?: number | null;
  /** Backup codes in the clear; hashed cheaply, since the hash says how it was made. */
  codes?: string[];
  sessions?: number;
  devices?: number;
}

export async function addPerson(database: Database, person: Person): Promise<UserId> {
  const fullName = person.fullName ?? person.username;
  const email = person.email ?? `${person.username}@example.org`;
  return database.transaction(async (tx) => {
    const [id] = await tx('users').insert({
      username: person.username,
      email,
      full_name: fullName,
      role: person.privileged ? 'administrator' : 'member',
      privileged: person.privileged ?? false,
      status: 'active',
      password_hash: 'not used by these tests',
      two_factor_required: person.required ?? person.secret !== undefined,
      failed_attempts: person.failedAttempts ?? 0,
      locked_until: person.lockedUntil ?? null,
      created_at: START,
    });
    const userId = String(id);
    const terms = searchTerms({ username: person.username, email, fullName });
    await tx('user_search_terms').insert(terms.map((term) => ({ term, user_id: userId })));
    if (person.secret) {
      await tx('totp_authenticators').insert({
        user_id: userId,
        name: 'Authy',
        secret: sealSecret(PLATFORM_KEY, userId, person.secret),
        created_at: START,
        confirmed_at: (person.confirmed ?? true) ? START : null,
        last_used_step: person.lastUsedStep ?? null,
      });
    }
    for (const code of person.codes ?? []) {
      const cheap = await hash(savedCode(code) ?? code, { memoryCost: 8, timeCost: 1 });
      await tx('backup_codes').insert({ user_id: userId, kind: 'standard', hash: cheap, created_at: START });
    }
    for (let n = 0; n < (person.sessions ?? 0); n += 1) {
      await tx('sessions').insert({
        id: randomBytes(16).toString('hex'),
        user_id: userId,
        user_agent: 'Firefox on Windows',
        ip_address: '192.0.2.7',
        created_at: START,
        last_seen_at: START,
        expires_at: START + 30 * 86_400_000,
      });
    }
    for (let n = 0; n < (person.devices ?? 0); n += 1) {
      await tx('trusted_devices').insert({
        user_id: userId,
        name: 'Old phone',
        token_hash: randomBytes(32).toString('hex'),
        created_at: START,
        expires_at: START + 30 * 86_400_000,
      });
    }
    return userId as UserId;
  });
}
