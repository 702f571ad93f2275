/** The dry run: what each line of a list means, and whether it can be carried out. */

import { randomUUID } from 'node:crypto';
import type { BulkVerdict, PlannedLine } from '../../../db/bulk/lines.ts';
import type { Database } from '../../../db/database.ts';
import type { Platform, UserReading } from '../../../db/platforms/contract.ts';
import { type BulkActionName, CATALOGUE } from '../../contract/actions.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Declaration } from '../actions/action.ts';
import { isOwnAccount } from '../actions/authorize.ts';
import { leftBy } from '../actions/foretell.ts';
import { ACTIONS } from '../actions/index.ts';
import type { Actor } from '../session.ts';
import { userLabel } from '../user-version.ts';
import type { ListLine } from './list.ts';
import { type Meant, whomTheyMean } from './whom.ts';

interface Judging {
  database: Database;
  platform: Platform;
  action: BulkActionName;
  actor: Actor;
  policy: Policy;
  now: number;
  /** What the action leaves behind, and with how many users: filled while they are judged. */
  leaves: Map<string, number>;
}

/** Users that are read at once; the embedded database has one connection, and takes them in turn. */
const AT_ONCE = 6;
/** Lines whose users are looked up together. */
const TOGETHER = 600;

export async function judgeList(judging: Judging, list: readonly ListLine[]): Promise<PlannedLine[]> {
  const planned: PlannedLine[] = [];
  const seen = new Map<string, number>();
  for (let start = 0; start < list.length; start += TOGETHER) {
    const lines = list.slice(start, start + TOGETHER);
    const meant = await whomTheyMean(judging.platform, lines);
    const judged = lines.map((line, index) => judgeLine(line, meant[index] as Meant, judging, seen));
    await inTurns(judged, (line) => judgeUser(judging, line));
    planned.push(...judged);
  }
  return planned;
}

/** By the line and whom it means. `seen`: the line that named a user first. */
function judgeLine(
  { line, text, fault }: ListLine,
  { user, why }: Meant,
  { actor, action }: Judging,
  seen: Map<string, number>,
): PlannedLine {
  const nobody = { userId: null, username: null, userLabel: null, version: null, actionId: null };
  const unclear = (verdict: BulkVerdict, cause: string | null): PlannedLine => ({
    ...{ line, text, verdict, why: cause },
    ...nobody,
  });
  if (fault !== null) return unclear('unreadable', fault);
  if (why !== null) return unclear('ambiguous', why);
  if (!user) return unclear('unknown', null);
  const first = seen.get(user.id);
  if (first === undefined) seen.set(user.id, line);
  const judged = (verdict: BulkVerdict, cause: string | null): PlannedLine => ({
    ...{ line, text, verdict, why: cause, version: null, actionId: null },
    userId: user.id,
    username: user.username,
    userLabel: userLabel(user).slice(0, 255),
  });
  if (first !== undefined) return judged('duplicate', `the same user as line ${first}`);
  if (isOwnAccount(actor, user)) {
    return judged('own-account', 'nobody acts on their own account');
  }
  if (user.privileged && CATALOGUE[action].changesUser)
    return judged('privileged', 'each needs an approval of their own');
  return judged('ready', null);
}

/** By the state of the user's second factor, which only those are asked for who are left. */
async function judgeUser(
  { database, platform, action, policy, now, leaves }: Judging,
  line: PlannedLine,
): Promise<void> {
  if (line.verdict !== 'ready' || line.userId === null) return;
  const reading = await platform.read(database.reader, line.userId as UserReading['user']['id'], now);
  if (!reading) {
    line.verdict = 'unknown';
    return;
  }
  const declaration = ACTIONS[action] as Declaration;
  const situation = { platform, ...reading, policy, now };
  const refusal =
    declaration.refuse(situation, null) ?? (await declaration.refuseByRecord?.(database.reader, situation));
  if (refusal) {
    const isOff = !['on', 'broken', 'unknown'].includes(reading.state.enrolment);
    line.verdict = isAboutPairing(action) && isOff ? 'off' : 'nothing-to-do';
    line.why = String(refusal.facts.why ?? refusal.message).slice(0, 255);
    return;
  }
  for (const says of leftBy(platform, action, reading)) leaves.set(says, (leaves.get(says) ?? 0) + 1);
  line.version = reading.version;
  line.actionId = randomUUID();
}

function isAboutPairing(action: BulkActionName): boolean {
  return action === 'reset-authenticator' || action === 'disable-2fa';
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const turn = async () => {
    while (next < items.length) {
      const item = items[next] as T;
      next += 1;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, turn));
}
