/** argon2id (RFC 9106) in its PHC string format, which carries its own parameters. */
import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet's first choice: 19 MiB, 2 passes, 1 lane. The library's default algorithm is argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashSecret(text: string): Promise<string> {
  return hash(text, PARAMETERS);
}

/** False also for a text that is no argon2 hash at all, e.g. one that was made to open for nobody. */
export async function verifySecret(hashed: string, text: string): Promise<boolean> {
  try {
    return await verify(hashed, text);
  } catch {
    return false;
  }
}
