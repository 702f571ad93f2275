/** Another of this machine's platforms, before anybody signs in. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import type { Surroundings } from '../session/session.ts';
import { client } from '../trpc.ts';
import form from './form.module.css';

/** No profile can be called so: a name begins with a letter or a digit. */
const ANOTHER = '+';
const WITHOUT_NAME = '';

export function ProfileSwitch({ surroundings }: { surroundings: Surroundings }) {
  const { console, profiles } = surroundings;
  const { present, named, switches } = profiles;
  const [naming, setNaming] = useState(false);
  const attempt = useAttempt(async (name: string | null) => {
    await client.session.openProfile.mutate({ name, console });
    // Nothing that was read of the one before is shown of this one.
    window.location.reload();
  });
  if (!switches) return null;
  const choose = (value: string) => {
    setNaming(value === ANOTHER);
    if (value !== ANOTHER) void attempt.run(value === WITHOUT_NAME ? null : value);
  };
  return (
    <div className={form.profile}>
      {named.length === 0 && !naming && (
        <Button variant="subtle" size="compact-sm" onClick={() => setNaming(true)}>
          Another platform on this machine
        </Button>
      )}
      {named.length > 0 && (
        <NativeSelect
          label="Platform on this machine"
          disabled={attempt.busy}
          value={naming ? ANOTHER : (present ?? WITHOUT_NAME)}
          onChange={(event) => choose(event.currentTarget.value)}
          data={[
            { value: WITHOUT_NAME, label: 'The one without a name' },
            ...named.map((name) => ({ value: name, label: name })),
            { value: ANOTHER, label: 'Another one …' },
          ]}
        />
      )}
      {naming && <NameForm busy={attempt.busy} open={(name) => void attempt.run(name)} />}
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
    </div>
  );
}

function NameForm({ busy, open }: { busy: boolean; open(name: string): void }) {
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open(name);
  };
  return (
    <form className={form.stack} onSubmit={submit}>
      <TextInput
        label="Its short name"
        description="Lower-case letters, digits and hyphens. It begins as a demo, and then leads to your platform"
        required
        withAsterisk={false}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        maxLength={32}
        value={name}
        onChange={(event) => setName(event.currentTarget.value.trim())}
      />
      <Button type="submit" variant="default" loading={busy} disabled={name === ''}>
        Open it
      </Button>
    </form>
  );
}
