/** The action service on a test database, with a clock that stands until it is moved. */
import { randomUUID } from 'node:crypto';
import { verifySecret } from '../../db/argon2.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { savedCode } from '../../db/platforms/reference/codes.ts';
import { type ReferencePlatform, referencePlatform } from '../../db/platforms/reference/index.ts';
import type { Policy } from '../../main/contract/policy.ts';
import { STANDARD } from '../../main/contract/policy-settings.ts';
import type { Seat } from '../../main/host.ts';
import type { ActionRequest } from '../../main/services/actions/action.ts';
import { type ActionDeps, createActionService } from '../../main/services/actions/create-service.ts';
import type { ActionService } from '../../main/services/actions/service.ts';
import type { Actor } from '../../main/services/session.ts';
import { PLATFORM_KEY, START } from './people.ts';

export const POLICY: Policy = STANDARD;

export const SUPPORT: Actor = { id: 1, name: 'sam', fullName: 'Sam Support', email: null, role: 'support' };
export const LEAD: Actor = { id: 2, name: 'lea', fullName: 'Lea Lead', email: null, role: 'lead' };
export const AUDITOR: Actor = { id: 3, name: 'aud', fullName: 'Aud Auditor', email: null, role: 'auditor' };

export interface Desk {
  database: Database;
  platform: ReferencePlatform;
  actions: ActionService;
  time: { now: number };
  /** Whether the seat's last code is too old. */
  code: { stale: boolean };
  by(actor: Actor): { actor: Actor; seat: Seat };
  request(userId: UserId, changes?: Partial<ActionRequest>): ActionRequest;
}

export function openDesk(
  database: Database,
  {
    time = { now: START },
    ...hooks
  }: Partial<Pick<ActionDeps, 'guards' | 'followUps' | 'policy'>> & { time?: { now: number } } = {},
): Desk {
  const platform = referencePlatform(database, PLATFORM_KEY);
  const code = { stale: false };
  const actions = createActionService({
    database,
    platform,
    clock: () => time.now,
    policy: async () => POLICY,
    guards: [],
    followUps: [],
    ...hooks,
    session: {
      requireFreshCode() {
        if (code.stale) throw new RekeyError('FRESH_CODE_REQUIRED');
      },
    },
  });
  return {
    database,
    platform,
    actions,
    time,
    code,
    by: (actor) => ({ actor, seat: 'a window' as Seat }),
    request: (userId, changes = {}) => ({
      actionId: randomUUID(),
      userId,
      version: null,
      reason: 'lost-phone',
      reasonText: null,
      ticket: null,
      requestId: null,
      ...changes,
    }),
  };
}

/** The platform's codes without the slow hashing, where something else is tested. */
export function cheapCodes({ codes }: ReferencePlatform): ReferencePlatform['codes'] {
  return { ...codes, make: async (count) => ({ shown: [], stored: Array(count).fill('hash') }) };
}

/** Whether a code would open this user's account now, as the platform's login would find out. */
export async function codeWorks(
  database: Database,
  userId: UserId,
  code: string,
  now: number,
): Promise<boolean> {
  const rows: { hash: string; expires_at: number | null }[] = await database
    .reader('backup_codes')
    .where({ user_id: userId })
    .whereNull('used_at');
  const matches = await Promise.all(
    rows.map(
      async (row) =>
        (row.expires_at === null || Number(row.expires_at) > now) &&
        verifySecret(row.hash, savedCode(code) ?? code),
    ),
  );
  return matches.includes(true);
}
