/** Signs of risk: what the platform and the log know that makes an attack likelier. */
import { lastResetOf, usersActedOn } from '../../../db/audit/risk.ts';
import type { Reader } from '../../../db/database.ts';
import type { Platform, UserDetail, UserId } from '../../../db/platforms/contract.ts';
import { usersOfRequests } from '../../../db/requests/index.ts';
import type { Policy } from '../../contract/policy.ts';
import { DAY } from '../clock.ts';
import type { RiskSign } from './service.ts';

/** How many requests and users a burst is looked for in, so that a busy day costs no more than a quiet one. */
const LOOKED_AT = 500;

export async function riskSigns(
  reader: Reader,
  platform: Platform,
  { user, policy, now }: { user: UserDetail; policy: Policy['verification']['signs']; now: number },
): Promise<RiskSign[]> {
  const signs: RiskSign[] = [];
  const add = (sign: RiskSign['sign'], text: string) => signs.push({ sign, text });

  const changes = await platform.events?.last(
    reader,
    user.id,
    ['email-changed', 'phone-changed'],
    horizon(now, policy.contactChangeDays),
  );
  const email = changes?.get('email-changed');
  if (email !== undefined) add('email-changed', `The e-mail address on file was changed ${ago(now, email)}.`);
  const phone = changes?.get('phone-changed');
  if (phone !== undefined) add('phone-changed', `The phone number on file was changed ${ago(now, phone)}.`);

  const since = horizon(now, policy.resetDays);
  const reset = Math.max(
    (await lastResetOf(reader, user.id, since)) ?? 0,
    (await platform.events?.last(reader, user.id, ['reset'], since))?.get('reset') ?? 0,
  );
  if (reset > 0) add('reset', `The second factor was removed ${ago(now, reset)}.`);

  const lastSeen = user.lastLoginAt ?? user.createdAt;
  if (
    policy.dormantDays > 0 &&
    platform.fields.has('lastLoginAt') &&
    lastSeen !== null &&
    lastSeen <= now - policy.dormantDays * DAY
  ) {
    add(
      'dormant',
      user.lastLoginAt === null
        ? 'Nobody ever logged in to this account.'
        : `The last login was ${ago(now, lastSeen)}.`,
    );
  }

  if (user.privileged && policy.burstRequests > 0) {
    const count = await casesAboutPrivileged(reader, platform, now - DAY);
    if (count >= policy.burstRequests) {
      add('burst', `There were ${count} cases about privileged users in the last 24 hours.`);
    }
  }
  return signs;
}

/** Requests, and users whom somebody acted on or tried to without one. */
async function casesAboutPrivileged(reader: Reader, platform: Platform, since: number): Promise<number> {
  const requested = await usersOfRequests(reader, since, LOOKED_AT);
  const acted = await usersActedOn(reader, since, LOOKED_AT);
  const ids = [...new Set([...requested, ...acted])] as UserId[];
  const users = await platform.summaries(ids, reader);
  const privileged = new Set<string>(users.filter((user) => user.privileged).map(({ id }) => id));
  const withoutRequest = acted.filter((id) => !requested.includes(id));
  return [...requested, ...withoutRequest].filter((id) => privileged.has(id)).length;
}

/** 0 days: never, so only what is still to come would count. */
function horizon(now: number, days: number): number {
  return days === 0 ? Number.MAX_SAFE_INTEGER : now - days * DAY;
}

function ago(now: number, time: number): string {
  const days = Math.floor((now - time) / DAY);
  if (days < 1) return 'within the last 24 hours';
  return days === 1 ? 'a day ago' : `${days} days ago`;
}
