/** What can be done to a user's second factor; what can be read of it is in index.ts. */
import type { Platform } from '../contract.ts';
import { djangoCodes } from './codes.ts';
import { djangoDisable, djangoLock, djangoReset } from './operations.ts';
import { djangoSessions, type SessionUse } from './sessions.ts';
import type { DjangoTables } from './tables.ts';
import { djangoTotp } from './totp.ts';

/** `use`: as `sessionUse` found it. */
export function actingParts(tables: DjangoTables, use: SessionUse) {
  const codes = djangoCodes(tables);
  const sessions = djangoSessions(tables, use);
  return {
    reset: djangoReset(tables),
    disable: djangoDisable(tables),
    lock: djangoLock(tables),
    totp: djangoTotp(tables),
    ...(codes ? { codes } : {}),
    ...(sessions ? { sessions } : {}),
  } satisfies Partial<Platform>;
}
