import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { MailSettingsView } from '../../../main/services/notifications/service.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import classes from './settings-page.module.css';

export function MailLetterhead({ view, manages }: { view: MailSettingsView; manages: boolean }) {
  const [letterhead, setLetterhead] = useState(view.letterhead);
  const { freshly, prompt } = useFreshly();
  const save = useAttempt(async () => {
    const saved = await freshly(() => client.mail.setLetterhead.mutate(letterhead));
    queryClient.setQueryData(trpc.mail.view.queryKey(), saved);
    await queryClient.invalidateQueries(trpc.mail.preview.pathFilter());
    say('Saved. The next mail says so.');
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run();
  };
  if (!manages) {
    return (
      <Card title="In every mail">
        <dl className={classes.facts}>
          <dt>Platform</dt>
          <dd>{view.letterhead.platform}</dd>
          <dt>Contact</dt>
          <dd>{view.letterhead.contact}</dd>
        </dl>
      </Card>
    );
  }
  return (
    <Card title="In every mail">
      <form className={classes.stack} onSubmit={submit}>
        <TextInput
          label="How the platform is called"
          required
          withAsterisk={false}
          maxLength={200}
          value={letterhead.platform}
          onChange={(event) => setLetterhead({ ...letterhead, platform: event.currentTarget.value })}
        />
        <TextInput
          label="Contact, for “Was this not you?”"
          description="An address, a number, or a short sentence"
          required
          withAsterisk={false}
          maxLength={200}
          value={letterhead.contact}
          onChange={(event) => setLetterhead({ ...letterhead, contact: event.currentTarget.value })}
        />
        {save.error !== null && <ProblemPanel error={save.error} />}
        <div className={classes.buttons}>
          <Button type="submit" variant="default" loading={save.busy}>
            Save what every mail says
          </Button>
        </div>
        {prompt}
      </form>
    </Card>
  );
}
