import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { Card } from '../../parts/card.tsx';
import { asMark, MarkFields } from '../../parts/mark-fields.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { lookAtSessionNow, useSurroundings } from '../../session/session.ts';
import { client } from '../../trpc.ts';
import classes from './settings-page.module.css';

export function PlatformMark() {
  const mark = useSurroundings().data?.mark ?? null;
  const [value, setValue] = useState(mark ?? { title: '', production: false });
  const { freshly, prompt } = useFreshly();
  const save = useAttempt(async () => {
    await freshly(() => client.settings.setMark.mutate({ mark: asMark(value) }));
    await lookAtSessionNow();
    say('Saved. Every console of this platform says so from now on.');
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run();
  };
  return (
    <Card title="Which platform this is">
      <form className={classes.stack} onSubmit={submit}>
        <MarkFields value={value} onChange={setValue} />
        {save.error !== null && <ProblemPanel error={save.error} />}
        <div className={classes.buttons}>
          <Button type="submit" loading={save.busy}>
            Save
          </Button>
        </div>
      </form>
      {prompt}
    </Card>
  );
}
