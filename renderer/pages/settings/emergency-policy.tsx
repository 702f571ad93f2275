import { Button, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Policy } from '../../../main/services/policy/index.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { duration } from '../../words/time.ts';
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
      {manages && <PolicyForm policy={policy} />}
    </Card>
  );
}

function PolicyForm({ policy }: { policy: Policy }) {
  const [minutes, setMinutes] = useState(policy.emergencyCode);
  const { freshly, prompt } = useFreshly();
  const attempt = useAttempt(async () => {
    const saved = await freshly(() => client.settings.setPolicy.mutate({ emergencyCode: minutes }));
    queryClient.setQueryData(trpc.settings.view.queryKey(), saved);
    await queryClient.invalidateQueries({ queryKey: trpc.settings.policy.queryKey() });
    say('The policy is saved.');
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
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
