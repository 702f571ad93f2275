/** Issuing backup codes, against hashing ten codes and doing nothing else: argon2id is slow on purpose. */
import { randomUUID } from 'node:crypto';
import type { Platform, UserId } from '../../db/platforms/contract.ts';
import type { Seat } from '../../main/host.ts';
import type { ActionService } from '../../main/services/actions/service.ts';
import type { Actor } from '../../main/services/session.ts';
import type { Measurement } from './measurement.ts';

export interface Agent {
  actor: Actor;
  seat: Seat;
}

/** Actions done one after the other before both sides change places. */
const TURN = 8;

export async function measureIssuing(parts: {
  actions: ActionService;
  platform: Platform;
  agents: readonly Agent[];
  ids: readonly UserId[];
}): Promise<Measurement> {
  const { actions, platform, agents, ids } = parts;
  const issue = (agent: Agent, userId: UserId) =>
    actions.run(
      'issue-backup-codes',
      agent,
      {
        actionId: randomUUID(),
        userId,
        version: null,
        reason: 'no-codes-left',
        reasonText: null,
        ticket: null,
        requestId: null,
      },
      {},
    );
  let ours = 0;
  let bare = 0;
  for (let done = 0; done < ids.length; done += TURN * agents.length) {
    const turn = ids.slice(done, done + TURN * agents.length);
    ours += await secondsFor(agents, turn, issue);
    bare += await secondsFor(agents, turn, async () => platform.codes?.make(10));
  }
  return {
    what: `backup codes issued, ${agents.length} ${agents.length === 1 ? 'agent' : 'agents'} (bare: hashing alone)`,
    unit: '/s',
    rekey: ids.length / ours,
    bare: ids.length / bare,
    goal: null,
  };
}

/** Each agent takes the next user when done with the last. */
async function secondsFor(
  agents: readonly Agent[],
  ids: readonly UserId[],
  work: (agent: Agent, id: UserId) => Promise<unknown>,
): Promise<number> {
  const waiting = [...ids];
  const started = performance.now();
  await Promise.all(
    agents.map(async (agent) => {
      for (let id = waiting.shift(); id; id = waiting.shift()) await work(agent, id);
    }),
  );
  return (performance.now() - started) / 1000;
}
