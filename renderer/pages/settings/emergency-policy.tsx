import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Policy } from '../../../main/services/policy/index.ts';
import { Card } from '../../parts/card.tsx';
import { useSignedIn } from '../../session/session.ts';
import { duration } from '../../words/time.ts';
import { PolicyForm, Whole } from './policy-form.tsx';
import classes from './settings-page.module.css';

interface Props {
  policy: Policy;
  /** What of the saved policy holds in another way than it was saved. */
  notes: readonly string[];
  manages: boolean;
}

export function EmergencyPolicy({ policy, notes, manages }: Props) {
  const { platform } = useSignedIn();
  const { minMinutes, maxMinutes, defaultMinutes, readOut } = policy.emergencyCode;
  if (!platform.actions.includes('issue-emergency-code')) return null;
  return (
    <Card title="Emergency codes">
      <p className={classes.note}>
        {readOut
          ? `Agents read them out on the phone, so they live ${duration(maxMinutes * 60_000)}.`
          : `They live ${duration(minMinutes * 60_000)} to ${duration(maxMinutes * 60_000)}, as the agent chooses; ${duration(defaultMinutes * 60_000)} when nothing is chosen.`}
      </p>
      {notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      {manages && <EmergencyForm policy={policy} />}
    </Card>
  );
}

type Minutes = 'minMinutes' | 'maxMinutes' | 'defaultMinutes';

function EmergencyForm({ policy }: { policy: Policy }) {
  const [chosen, setChosen] = useState(policy.emergencyCode);
  const field = (key: Minutes, label: string) => (
    <Whole
      label={label}
      suffix=" min"
      min={1}
      disabled={chosen.readOut}
      value={chosen[key]}
      onChange={(value) => setChosen((before) => ({ ...before, [key]: value }))}
    />
  );
  return (
    <PolicyForm section={{ emergencyCode: chosen }}>
      <Checkbox
        label="Agents read them out on the phone: each lives ten minutes"
        checked={chosen.readOut}
        onChange={(event) => {
          const readOut = event.currentTarget.checked;
          setChosen((before) => ({ ...before, readOut }));
        }}
      />
      {field('minMinutes', 'At least')}
      {field('maxMinutes', 'At most, up to an hour')}
      {field('defaultMinutes', 'When nothing is chosen')}
    </PolicyForm>
  );
}
