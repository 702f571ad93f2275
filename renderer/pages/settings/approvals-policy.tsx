import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { type ActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import type { Policy } from '../../../main/services/policy/index.ts';
import { Card } from '../../parts/card.tsx';
import { useSignedIn } from '../../session/session.ts';
import { PolicyForm, Whole } from './policy-form.tsx';
import classes from './settings-page.module.css';

interface Props {
  policy: Policy;
  manages: boolean;
}

/** What needs a second person. */
export function ApprovalsPolicy({ policy, manages }: Props) {
  const { privileged, actions, minutes } = policy.approvals;
  const named = [
    ...(privileged ? ['every action on a privileged user'] : []),
    ...actions.map((name) => CATALOGUE[name].name),
  ];
  return (
    <Card title="Approvals">
      <p className={classes.note}>
        {named.length === 0
          ? 'Nothing needs a second person.'
          : `These need a second person, within ${minutes} minutes: ${named.join(', ')}.`}
      </p>
      {manages && <ApprovalsForm policy={policy} />}
    </Card>
  );
}

function ApprovalsForm({ policy }: { policy: Policy }) {
  const { platform } = useSignedIn();
  const [chosen, setChosen] = useState(policy.approvals);
  const toggle = (name: ActionName, on: boolean) =>
    setChosen((before) => ({
      ...before,
      actions: on ? [...before.actions, name] : before.actions.filter((other) => other !== name),
    }));
  return (
    <PolicyForm section={{ approvals: chosen }}>
      <Checkbox
        label="Every action on a privileged user"
        checked={chosen.privileged}
        onChange={(event) => {
          const { checked } = event.currentTarget;
          setChosen((before) => ({ ...before, privileged: checked }));
        }}
      />
      {platform.actions.length > 0 && (
        <fieldset className={classes.fieldset}>
          <legend>On anybody</legend>
          {platform.actions.map((name) => (
            <Checkbox
              key={name}
              label={CATALOGUE[name].name}
              checked={chosen.actions.includes(name)}
              onChange={(event) => toggle(name, event.currentTarget.checked)}
            />
          ))}
        </fieldset>
      )}
      <Whole
        label="An approval is good for"
        suffix=" min"
        min={5}
        value={chosen.minutes}
        onChange={(value) => setChosen((before) => ({ ...before, minutes: value }))}
      />
    </PolicyForm>
  );
}
