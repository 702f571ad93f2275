import type { LoggedEntry } from '../../../db/audit/entry.ts';
import { appendAudit, listAudit } from '../../../db/audit/log.ts';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { otherEnd } from '../../../db/platforms/registry.ts';
import { addRequests } from '../../../db/requests/index.ts';
import type { Clock } from '../clock.ts';
import { demand } from '../permissions.ts';
import { type Attempted, refusals } from '../refusals.ts';
import type { Actor } from '../session.ts';
import { toBase32 } from '../totp.ts';
import { factsOf } from './facts.ts';
import { judge } from './judge.ts';
import { SCENARIO_IDS, SCENARIOS, type ScenarioId } from './scenarios.ts';
import type { TrainingRun, TrainingService } from './service.ts';

const ACTION = 'start-training';
const RUNS = 10;
/** Entries of one training that are looked at. */
const MOST_ENTRIES = 500;

interface Started {
  scenario: ScenarioId;
  requestId: number;
}

export function createTrainingService(deps: {
  database: Database;
  /** The demo platform's own; null: this is no demo. */
  key: Buffer | null;
  clock: Clock;
}): TrainingService {
  const { database, key, clock } = deps;
  const { refusable, permit } = refusals(deps);
  const admit = (actor: Actor) => {
    if (!key) throw new RekeyError('DEMO_ONLY');
    return permit(actor, 'requests.work');
  };

  return {
    async scenarios(actor) {
      await admit(actor);
      return SCENARIO_IDS.map((id) => ({ id, title: SCENARIOS[id].title, caller: SCENARIOS[id].caller }));
    },

    async start(actor, id) {
      const told: Attempted = { category: 'system', action: ACTION, detail: { scenario: id } };
      const demoKey = await refusable(actor, told, () => {
        if (!key) throw new RekeyError('DEMO_ONLY');
        demand(actor, 'requests.work');
        return key;
      });
      const { stage, request, signedIn } = SCENARIOS[id];
      const entry = await database.transaction(async (tx) => {
        const now = clock();
        const [last] = await listAudit(tx, { action: ACTION }, { limit: 1 });
        const number = ((last?.detail as { number?: number } | undefined)?.number ?? 0) + 1;
        const user = await otherEnd.stageUser(tx, { ...stage, number, key: demoKey, now });
        const { ids } = await addRequests(
          tx,
          [
            {
              ...request,
              source: 'training',
              sourceRef: String(number),
              ticket: null,
              sender: { name: user.fullName, email: user.email, phone: null },
              claimedUserId: signedIn ? user.id : null,
              receivedAt: now,
            },
          ],
          { now, staff: null },
        );
        return appendAudit(tx, {
          time: now,
          staff: { id: actor.id, name: actor.name },
          category: 'system',
          action: ACTION,
          outcome: 'done',
          user: { id: user.id, label: `${user.username} <${user.email}>` },
          detail: { scenario: id, requestId: ids[0] as number, number },
        });
      });
      return runOf(database, entry);
    },

    async runs(actor) {
      await admit(actor);
      const started = await listAudit(
        database.reader,
        { action: ACTION, staff: actor.name },
        { limit: RUNS },
      );
      const runs: TrainingRun[] = [];
      for (const entry of started) runs.push(await runOf(database, entry));
      return runs;
    },
  };
}

async function runOf({ reader }: Database, start: LoggedEntry): Promise<TrainingRun> {
  const { scenario, requestId } = start.detail as unknown as Started;
  const user = start.user as { id: string; label: string };
  const trainee = start.staff?.name ?? '';
  const page = { limit: MOST_ENTRIES };
  const found = [
    ...(await listAudit(reader, { userId: user.id, from: start.time }, page)),
    ...(await listAudit(reader, { requestId, from: start.time }, page)),
  ];
  const bySequence = new Map(found.map((entry) => [entry.sequence, entry]));
  const entries = [...bySequence.values()]
    .filter(({ sequence }) => sequence > start.sequence)
    .sort((a, b) => a.sequence - b.sequence);
  const judgement = judge(scenario, factsOf(entries, trainee));
  const secret = toBase32(otherEnd.demoSecret(user.id));
  return {
    sequence: start.sequence,
    scenario,
    title: SCENARIOS[scenario].title,
    startedAt: start.time,
    trainee,
    user,
    requestId,
    caller: SCENARIOS[scenario].caller.map((line) => line.replace('SECRET', secret)),
    judgement: judgement.over ? judgement : null,
  };
}
