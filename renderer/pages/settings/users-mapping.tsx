/** Which columns say who a user is, where the platform lets that be chosen. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import type { Choices, MappingView } from '../../parts/mapping/choices.ts';
import { Mapping } from '../../parts/mapping/mapping.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { client, queryClient, trpc } from '../../trpc.ts';
import { SettingForm } from './setting-form.tsx';
import classes from './settings-page.module.css';

export function UsersMapping({ manages }: { manages: boolean }) {
  const view = useQuery(trpc.settings.platformChoices.queryOptions(undefined, { staleTime: 0 }));
  if (view.error)
    return <ProblemPanel error={view.error} retry={() => void view.refetch()} retrying={view.isFetching} />;
  if (!view.data) return null;
  return (
    <Card title="Who the users are">
      <p className={classes.note}>
        What Rekey reads of a user from which column. Each console takes a change from its next start on.
      </p>
      {manages ? <MappingForm view={view.data} /> : <Chosen view={view.data} />}
    </Card>
  );
}

function MappingForm({ view }: { view: MappingView }) {
  const [value, setValue] = useState<Choices>(view.start);
  const save = async () => {
    const saved = await client.settings.choosePlatform.mutate(value);
    queryClient.setQueryData(trpc.settings.platformChoices.queryKey(), saved);
  };
  return (
    <SettingForm save={save} saved="Saved. Rekey uses it from its next start on.">
      <Mapping
        view={view}
        value={value}
        onChange={setValue}
        sample={(chosen) => client.settings.samplePlatform.mutate(chosen)}
        of="this console"
      >
        {null}
      </Mapping>
    </SettingForm>
  );
}

/** For whoever may look, and not change it. */
function Chosen({ view }: { view: MappingView }) {
  return (
    <dl className={classes.facts}>
      {view.choices.map(({ name, label, among, none }) => {
        const values = [view.start[name] ?? []].flat();
        const labels = [...among, ...(none ? [none] : [])];
        const words = values.map((value) => labels.find((one) => one.value === value)?.label ?? value);
        return (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{words.join(', ') || 'No column'}</dd>
          </div>
        );
      })}
    </dl>
  );
}
