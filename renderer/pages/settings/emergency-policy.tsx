import { useState } from 'react';
import type { Policy } from '../../../main/services/policy/index.ts';
import { Card } from '../../parts/card.tsx';
import { duration } from '../../words/time.ts';
import { PolicyForm, Whole } from './policy-form.tsx';
import classes from './settings-page.module.css';

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
      {manages && <EmergencyForm policy={policy} />}
    </Card>
  );
}

function EmergencyForm({ policy }: { policy: Policy }) {
  const [minutes, setMinutes] = useState(policy.emergencyCode);
  const field = (key: keyof typeof minutes, label: string) => (
    <Whole
      label={label}
      suffix=" min"
      min={1}
      value={minutes[key]}
      onChange={(value) => setMinutes((before) => ({ ...before, [key]: value }))}
    />
  );
  return (
    <PolicyForm section={{ emergencyCode: minutes }}>
      {field('minMinutes', 'At least')}
      {field('maxMinutes', 'At most')}
      {field('defaultMinutes', 'When nothing is chosen')}
    </PolicyForm>
  );
}
