import { NumberInput, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { number } from '../../words/numbers.ts';
import { SettingForm } from './setting-form.tsx';
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
            {typeof days === 'number' && `Entries are kept for ${number(days)} days.`} Entries past a limit
            are moved into signed archives by <code>rekey audit archive</code>, and the console itself removes
            nothing.
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
  const save = async () => {
    await client.audit.setRetention.mutate({ days: limited ? chosen : null });
    await queryClient.invalidateQueries(trpc.audit.kept.pathFilter());
  };
  return (
    <SettingForm save={save} saved="The retention is saved.">
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
    </SettingForm>
  );
}
