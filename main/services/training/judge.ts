/** What was done well in a training and what was missed, by the audit log. Pure. */
import type { Facts } from './facts.ts';
import { type Point, SCENARIOS, type ScenarioId } from './scenarios.ts';

export interface Judgement {
  /** The request was closed. Before that, only what went wrong already is certain. */
  over: boolean;
  well: string[];
  missed: string[];
}

export function judge(id: ScenarioId, facts: Facts): Judgement {
  const { points, gives, ends } = SCENARIOS[id];
  const over = facts.state === 'resolved' || facts.state === 'rejected';
  const [first] = facts.done;
  const common: Point[] = [
    {
      well: 'The request was taken before anything was done for it.',
      missed: 'The request was never taken, so a colleague may have worked on it as well.',
      holds: ({ taken }) => taken,
    },
    {
      well: 'The caller was checked before the first action.',
      missed: 'The first action came before any evidence of who calls.',
      // Where nothing was done, nothing had to be proved.
      holds: ({ evidence }) => (first ? evidence.some(({ sequence }) => sequence < first.sequence) : null),
    },
    {
      well: 'Only evidence was recorded that this caller could give.',
      missed: 'Evidence was recorded that this caller could not give: it was wished for, not seen.',
      holds: ({ evidence }) =>
        evidence.length === 0
          ? null
          : evidence.every(({ kind }) => kind === 'personal-data' || gives.includes(kind)),
    },
    {
      well: 'Each action names the request that it was done for.',
      missed:
        'An action does not name the request: the next who looks sees no reason for it. Begin with “Open the user and help”.',
      holds: ({ done, forRequest }) => (done.length === 0 ? null : done.length === forRequest),
    },
    {
      well: ends === 'resolved' ? 'The request was resolved.' : 'The request was rejected.',
      missed:
        ends === 'resolved'
          ? 'The request was rejected, though the caller was the user.'
          : 'The request was resolved, though the caller was not the user.',
      holds: ({ state }) => state === ends,
    },
  ];
  const judged = [...common, ...points].map((point) => ({ ...point, good: point.holds(facts) }));
  return {
    over,
    well: judged.filter(({ good }) => good === true).map(({ well }) => well),
    missed: judged.filter(({ good }) => good === false).map(({ missed }) => missed),
  };
}
