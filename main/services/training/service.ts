import type { Actor } from '../session.ts';
import type { Judgement } from './judge.ts';
import type { ScenarioId } from './scenarios.ts';

export interface ScenarioView {
  id: ScenarioId;
  title: string;
  /** For whoever plays the caller. */
  caller: string[];
}

export interface TrainingRun {
  /** Of the audit entry that began it. */
  sequence: number;
  scenario: ScenarioId;
  title: string;
  startedAt: number;
  trainee: string;
  user: { id: string; label: string };
  requestId: number;
  caller: string[];
  /** Null until the request is closed: what is missing may still come. */
  judgement: Judgement | null;
}

/** On a demo only. All need `requests.work`. @throws DEMO_ONLY, FORBIDDEN */
export interface TrainingService {
  scenarios(actor: Actor): Promise<ScenarioView[]>;
  /** Sets a user and a request up; with its audit entry, or not at all. */
  start(actor: Actor, scenario: ScenarioId): Promise<TrainingRun>;
  /** The actor's own, newest first, at most ten. */
  runs(actor: Actor): Promise<TrainingRun[]>;
}
