import { Button, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Policy } from '../../../main/services/policy/index.ts';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { plural } from '../../words/time.ts';
import classes from './settings-page.module.css';
import { usePolicyChange } from './use-policy-change.ts';

interface Props {
  policy: Policy;
  manages: boolean;
}

export function BulkPolicy({ policy, manages }: Props) {
  const { maxLines, perDay } = policy.bulk;
  return (
    <Card title="Bulk changes">
      <p className={classes.note}>
        A list has at most {plural(maxLines, 'line')}, and {plural(perDay, 'bulk change')} may be started
        within 24 hours by all staff together. They are counted apart from single actions.
      </p>
      {manages && <PolicyForm policy={policy} />}
    </Card>
  );
}

function PolicyForm({ policy }: { policy: Policy }) {
  const [values, setValues] = useState(policy.bulk);
  const { attempt, prompt } = usePolicyChange('bulk');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(values);
  };
  const field = (key: keyof typeof values, label: string) => (
    <NumberInput
      label={label}
      required
      withAsterisk={false}
      min={0}
      allowDecimal={false}
      value={values[key]}
      onChange={(value) => setValues((before) => ({ ...before, [key]: Number(value) }))}
    />
  );
  return (
    <form className={classes.stack} onSubmit={submit}>
      {field('maxLines', 'Lines of a list')}
      {field('perDay', 'Bulk changes a day')}
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
