import { Button, NumberInput, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import classes from './settings-page.module.css';

const YEAR = 365;

/** For how long entries stay in the database. Removing them is not the console's: it has no right to. */
export function AuditRetention() {
  const { may } = useSignedIn();
  const kept = useQuery(trpc.audit.kept.queryOptions(undefined, { staleTime: 0 }));
  const days = kept.data?.days;
  return (
    <Card title="Audit log">
      {kept.error ? (
        <ProblemPanel error={kept.error} retry={() => void kept.refetch()} retrying={kept.isFetching} />
      ) : (
        <>
          <p className={classes.note}>
            {days === undefined && 'Reading for how long entries are kept …'}
            {days === null && 'Entries are kept for ever.'}
            {typeof days === 'number' && `Entries are kept for ${days.toLocaleString('en-GB')} days.`} Entries
            past a limit are moved into signed archives by <code>rekey audit archive</code>, and the console
            itself removes nothing.
          </p>
          {days !== undefined && may('audit.manage') && <RetentionForm key={days} days={days} />}
        </>
      )}
    </Card>
  );
}

function RetentionForm({ days }: { days: number | null }) {
  const [limited, setLimited] = useState(days !== null);
  const [chosen, setChosen] = useState<number>(days ?? 2 * YEAR);
  const { freshly, prompt } = useFreshly();
  const attempt = useAttempt(async (value: number | null) => {
    await freshly(() => client.audit.setRetention.mutate({ days: value }));
    await queryClient.invalidateQueries(trpc.audit.kept.pathFilter());
    say('The retention is saved.');
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(limited ? chosen : null);
  };
  return (
    <form className={classes.stack} onSubmit={submit}>
      <Radio.Group
        label="Keep entries"
        value={limited ? 'days' : 'ever'}
        onChange={(value) => setLimited(value === 'days')}
      >
        <div className={classes.choices}>
          <Radio value="ever" label="For ever" />
          <Radio value="days" label="For a number of days" />
        </div>
      </Radio.Group>
      <NumberInput
        label="Days"
        description="365 at least: auditors ask for the last year."
        required={limited}
        withAsterisk={false}
        disabled={!limited}
        allowDecimal={false}
        allowNegative={false}
        value={chosen}
        onChange={(value) => setChosen(Number(value))}
      />
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
