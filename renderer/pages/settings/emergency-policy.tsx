import { Button, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Policy } from '../../../main/services/policy/index.ts';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { duration } from '../../words/time.ts';
import classes from './settings-page.module.css';
import { usePolicyChange } from './use-policy-change.ts';

interface Props {
  policy: Policy;
  manages: boolean;
}

export function EmergencyPolicy({ policy, manages }: Props) {
  const { minMinutes, maxMinutes, defaultMinutes } = policy.emergencyCode;
  return (
    <Card title="Emergency codes">
      <p className={classes.note}>
        They live {duration(minMinutes * 60_000)} to {duration(maxMinutes * 60_000)}, as the agent chooses;{' '}
        {duration(defaultMinutes * 60_000)} when nothing is chosen.
      </p>
      {manages && <PolicyForm policy={policy} />}
    </Card>
  );
}

function PolicyForm({ policy }: { policy: Policy }) {
  const [minutes, setMinutes] = useState(policy.emergencyCode);
  const { attempt, prompt } = usePolicyChange('emergencyCode');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(minutes);
  };
  const field = (key: keyof typeof minutes, label: string) => (
    <NumberInput
      label={label}
      suffix=" min"
      required
      withAsterisk={false}
      min={1}
      allowDecimal={false}
      value={minutes[key]}
      onChange={(value) => setMinutes((before) => ({ ...before, [key]: Number(value) }))}
    />
  );
  return (
    <form className={classes.stack} onSubmit={submit}>
      {field('minMinutes', 'At least')}
      {field('maxMinutes', 'At most')}
      {field('defaultMinutes', 'When nothing is chosen')}
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
      <div className={classes.buttons}>
        <Button type="submit" variant="default" loading={attempt.busy}>
          Save
        </Button>
      </div>
      {prompt}
    </form>
  );
}
