/** What can be done to a user's second factor; what can be read of it is in index.ts. */
import type { Operation, Platform, Sessions } from '../contract.ts';
import { answersOfUsers } from '../of-user.ts';
import { djangoCodes } from './codes.ts';
import { isUserId } from './ids.ts';
import { djangoDisable, djangoLock, djangoReset } from './operations.ts';
import { djangoSessions, type SessionUse } from './sessions.ts';
import type { DjangoTables } from './tables.ts';
import { djangoTotp } from './totp.ts';

/** `use`: as `sessionUse` found it. What is no id of these users is nobody, and nothing is done. */
export function actingParts(tables: DjangoTables, use: SessionUse) {
  const codes = djangoCodes(tables);
  const sessions = djangoSessions(tables, use);
  const lock = djangoLock(tables);
  const totp = djangoTotp(tables);
  const isId = (text: string) => isUserId(tables.users.keyType, text);
  const ofUser = answersOfUsers(isId);
  const operation = ({ apply, ...words }: Operation): Operation => ({
    ...words,
    apply: ofUser(apply, nothing),
  });
  return {
    reset: operation(djangoReset(tables)),
    disable: operation(djangoDisable(tables)),
    lock: { ...lock, unlock: ofUser(lock.unlock, nothing) },
    totp: { ...totp, readSecrets: ofUser(totp.readSecrets, () => []) },
    ...(codes && {
      codes: {
        ...codes,
        replace: ofUser(codes.replace, nothing),
        consume: ofUser(codes.consume, () => false),
        ...(codes.addEmergency && { addEmergency: ofUser(codes.addEmergency, nothing) }),
      },
    }),
    ...(sessions && { sessions: sessionsOfUsers(sessions, ofUser, isId) }),
  } satisfies Partial<Platform>;
}

const nothing = () => {};

function sessionsOfUsers(
  sessions: Sessions,
  ofUser: ReturnType<typeof answersOfUsers>,
  isId: (text: string) => boolean,
): Sessions {
  const { read, find, end } = sessions;
  return {
    ...sessions,
    ...(read && { read: ofUser(read, () => []) }),
    ...(find && {
      find: (reader, ids, now) => find(reader, ids.filter(isId), now),
    }),
    end: ofUser(end, () => 0),
  };
}
