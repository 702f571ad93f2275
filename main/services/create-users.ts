/** Looking users up. Every look is logged. */

import { type CountedActions, countActions, newestAction } from '../../db/audit/counts.ts';
import { lastActionOn, lastViewedBy } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { Platform, TwoFactorState, UserId, UserSummary } from '../../db/platforms/contract.ts';
import { visible } from '../../db/text/visible.ts';
import { type ActionName, CATALOGUE } from '../contract/actions.ts';
import type { Policy } from '../contract/policy.ts';
import type { Declaration, Situation } from './actions/action.ts';
import { refusePerson } from './actions/authorize.ts';
import { leftBy } from './actions/foretell.ts';
import { ACTIONS, actionsOf } from './actions/index.ts';
import { callerOf } from './caller.ts';
import { type Clock, MINUTE } from './clock.ts';
import { limitNotice } from './limits/guard.ts';
import { createLooks, type LogLook, lookAt } from './looks.ts';
import { limitsOf } from './platform-limits.ts';
import { type Attempted, refusals } from './refusals.ts';
import { createSearchLog } from './search-log.ts';
import { statusSentence } from './sentence.ts';
import type { Actor } from './session.ts';
import { readTimeline } from './timeline.ts';
import { versionOf } from './user-version.ts';
import type { ActionOffer, UserService } from './users.ts';

export interface UserDeps {
  database: Database;
  platform: Platform;
  clock: Clock;
  policy: () => Promise<Policy>;
  /** Shared with whoever else shows a user, so that one look is one entry. */
  look?: LogLook;
}

const RECENT = 8;
/** Read for them, since some of the log's ids may be nobody's any more, or never were. */
const RECENT_IDS = 4 * RECENT;

export function createUserService(deps: UserDeps): UserService & { close(): Promise<void> } {
  const { database, platform, clock } = deps;
  const { permit } = refusals(deps);
  const searches = createSearchLog(deps, 'search-users');
  const look = deps.look ?? createLooks(deps);

  /** By staff id. After a bulk change of thousands, counting them for every page would be most of what the page takes. */
  const counted = new Map<number, { newest: number; time: number; counts: Promise<CountedActions> }>();

  function countsFor(actor: Actor, newest: number, now: number): Promise<CountedActions> {
    const known = counted.get(actor.id);
    if (known?.newest === newest && now - known.time < MINUTE) return known.counts;
    const counts = countActions(database.reader, actor.id, now);
    counted.set(actor.id, { newest, time: now, counts });
    counts.catch(() => counted.delete(actor.id));
    return counts;
  }

  async function logLook(actor: Actor, id: UserId, user: UserSummary | undefined): Promise<void> {
    await searches.flush(actor.id);
    await look(actor, lookAt(id, user ?? null));
  }

  return {
    async search(actor, query, options) {
      await permit(actor, 'user.search', searching(query));
      if (visible(query) === '') return { users: [], nextCursor: null };
      const page = await platform.search(query, options);
      await searches.note(actor, visible(query), page.users.length);
      return page;
    },

    async recent(actor) {
      await permit(actor, 'user.search');
      const ids = await lastViewedBy(database.reader, actor.name, RECENT_IDS);
      return (await platform.summaries(ids as UserId[])).slice(0, RECENT);
    },

    async view(actor, id) {
      await permit(actor, 'user.view', lookAt(id, null));
      const now = clock();
      const { reader } = database;
      // At once: what is read is shown to nobody before the look is logged.
      const [reading, lastAction, sessions, devices, policy, newest] = await Promise.all([
        platform.read(reader, id, now),
        lastActionOn(reader, id),
        platform.sessions?.read?.(reader, id, now) ?? null,
        platform.devices?.read?.(reader, id, now) ?? null,
        deps.policy(),
        newestAction(reader),
      ]);
      if (!reading) throw new RekeyError('USER_NOT_FOUND');
      const caller = callerOf(platform, reading, now);
      const { privileged } = reading.user;
      const [counts] = await Promise.all([countsFor(actor, newest, now), logLook(actor, id, reading.user)]);
      const offers = withoutStacks(() =>
        actionsOf(platform).map((name) => offer(name, actor, { platform, ...reading, policy, now })),
      );
      return {
        ...reading,
        version: versionOf(lastAction, reading),
        sentence: statusSentence(reading.user, reading.state, now, caller.openWithout),
        nextPage: caller.next.name,
        caller,
        sessions,
        devices,
        offers,
        limits: limitsOf(platform),
        limitNotice: limitNotice(counts, actor, { policy: policy.limits, privileged }),
        suggested: suggest(reading.state, offers),
        capabilities: {
          codesPerSet: platform.codes?.setSize ?? null,
          checkCode: platform.totp !== undefined,
        },
      };
    },

    async timeline(actor, id, { before, limit }) {
      await permit(actor, 'user.view', lookAt(id, null));
      const [user] = await platform.summaries([id]);
      await logLook(actor, id, user);
      return readTimeline(deps, id, { before: before ?? Number.MAX_SAFE_INTEGER, limit });
    },

    async resolve(actor, reference) {
      await permit(actor, 'user.search', searching(reference));
      const log = async (results: number) => {
        await searches.note(actor, reference, results);
        await searches.flush(actor.id);
      };
      const id = await platform.resolve(reference).catch(async (error: unknown) => {
        // It names everybody who may be meant, as a search does.
        if (error instanceof RekeyError && error.code === 'AMBIGUOUS_USER')
          await log(Number(error.facts.count));
        throw error;
      });
      await log(id ? 1 : 0);
      if (!id) throw new RekeyError('USER_NOT_FOUND');
      return id;
    },

    close: () => searches.flush(),
  };
}

function searching(query: string): Attempted {
  return { category: 'view', action: 'search-users', detail: { query } };
}

/** A refusal that is only shown needs no stack, and finding it takes longer than all that is decided here. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function offer(name: ActionName, actor: Actor, situation: Situation): ActionOffer {
  const declaration: Declaration = ACTIONS[name] as Declaration;
  const refusal =
    refusePerson(actor, situation.user, CATALOGUE[name].permission) ?? declaration.refuse(situation, null);
  const { platform, ...reading } = situation;
  return {
    action: name,
    refusedBecause: refusal?.message ?? null,
    leaves: leftBy(platform, name, reading),
  };
}

/** "My phone is at home today" is the commonest call, and one code for an hour is the safest answer to it. */
function suggest(state: TwoFactorState, offers: ActionOffer[]): ActionName | null {
  const open = (name: ActionName) => offers.some((one) => one.action === name && one.refusedBecause === null);
  if (state.lockedUntil !== null && open('unlock')) return 'unlock';
  return open('issue-emergency-code') ? 'issue-emergency-code' : null;
}
