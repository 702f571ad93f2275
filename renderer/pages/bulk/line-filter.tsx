import { UnstyledButton } from '@mantine/core';
import type { BulkView } from '../../../main/services/bulk/service.ts';
import {
  BULK_OUTCOME_WORDS,
  OUTCOMES,
  type Outcome,
  VERDICT_WORDS,
  VERDICTS,
  type Verdict,
} from '../../words/bulk.ts';
import { number } from '../../words/numbers.ts';
import classes from './bulk.module.css';

/** Which lines are shown; all of them when it is empty. */
export interface Shown {
  verdict?: Verdict;
  outcome?: Outcome | 'none';
}

interface Props {
  job: BulkView;
  shown: Shown;
  onChange(shown: Shown): void;
}

/** How many lines of each kind there are, and the way to see only those. */
export function LineFilter({ job, shown, onChange }: Props) {
  const chip = (name: string, count: number, filter: Shown) => {
    const chosen = shown.verdict === filter.verdict && shown.outcome === filter.outcome;
    return (
      <UnstyledButton
        key={name}
        className={classes.chip}
        aria-pressed={chosen}
        onClick={() => onChange(filter)}
      >
        {name} <span className={classes.chipCount}>{number(count)}</span>
      </UnstyledButton>
    );
  };
  const started = job.startedAt !== null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div className={classes.chips} role="group" aria-label="Which lines">
      {chip('All lines', job.lines, {})}
      {VERDICTS.filter((verdict) => (job.verdicts[verdict] ?? 0) > 0).map((verdict) =>
        chip(VERDICT_WORDS[verdict].name, job.verdicts[verdict] ?? 0, { verdict }),
      )}
      {started &&
        OUTCOMES.map((outcome) =>
          chip(outcome === 'done' ? 'Carried out' : BULK_OUTCOME_WORDS[outcome].name, job.outcomes[outcome], {
            outcome,
          }),
        )}
      {started && chip('Not yet', job.ready - job.settled, { outcome: 'none' })}
    </div>
  );
}
