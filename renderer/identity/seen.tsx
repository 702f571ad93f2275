/** What the agent saw or heard: with whom, and how. When is now. */

import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AttestedKind } from '../../main/contract/identity.ts';
import type { IdentityView } from '../../main/services/identity/service.ts';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { client } from '../trpc.ts';
import { SEEN_WORDS } from '../words/identity.ts';
import type { About } from './about.ts';
import classes from './who-is-calling.module.css';

interface Props {
  kind: AttestedKind;
  about: About;
  onGathered(view: IdentityView): void;
}

export function Seen({ kind, about, onGathered }: Props) {
  const [who, setWho] = useState('');
  const [note, setNote] = useState('');
  const attempt = useAttempt(async () =>
    onGathered(await client.identity.record.mutate({ ...about, kind, who, note })),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };
  const words = SEEN_WORDS[kind];
  return (
    <form className={classes.stack} onSubmit={submit}>
      <TextInput
        label={words.who}
        required
        withAsterisk={false}
        maxLength={120}
        value={who}
        onChange={(event) => setWho(event.currentTarget.value)}
      />
      <Textarea
        label={words.note}
        required
        withAsterisk={false}
        maxLength={500}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
      <div className={classes.buttons}>
        <Button type="submit" loading={attempt.busy}>
          Record it
        </Button>
      </div>
    </form>
  );
}
