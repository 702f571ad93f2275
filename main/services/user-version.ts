import { lastActionOn } from '../../db/audit/log.ts';
import type { Reader } from '../../db/database.ts';
import type { UserId, UserReading } from '../../db/platforms/contract.ts';

/** What "changed since you looked" compares: the platform's digest, and whether staff did anything since. */
export async function userVersion(reader: Reader, id: UserId, reading: UserReading): Promise<string> {
  return versionOf(await lastActionOn(reader, id), reading);
}

/** `lastAction`: the sequence of the last action done on the user. */
export function versionOf(lastAction: number, reading: UserReading): string {
  return `${lastAction}.${reading.version}`;
}

/** How a user is called in the audit log. */
export function userLabel(user: Pick<UserReading['user'], 'username' | 'email'>): string {
  return user.email === null ? user.username : `${user.username} <${user.email}>`;
}
