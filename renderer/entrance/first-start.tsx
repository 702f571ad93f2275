import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { lookAtSessionNow, type Surroundings } from '../session/session.ts';
import { client } from '../trpc.ts';
import classes from './form.module.css';
import { Frame } from './frame.tsx';
import { NewPassword } from './new-password.tsx';
import { ProfileSwitch } from './profile-switch.tsx';

/** No staff yet: whoever starts Rekey on a database first becomes its admin. */
export default function FirstStart({ surroundings }: { surroundings: Surroundings }) {
  const [name, setName] = useState('');
  const [fullName, setFullName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useAttempt(async () => {
    await client.session.createFirstAdmin.mutate({
      console: surroundings.console,
      name,
      fullName,
      email: email.trim() === '' ? null : email.trim(),
      password,
    });
    await lookAtSessionNow();
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };

  return (
    <Frame
      surroundings={surroundings}
      title="Set up Rekey"
      lead="Nobody works with this database yet. Make yourself its first admin; next you pair your own authenticator."
    >
      <form className={classes.stack} onSubmit={submit}>
        <TextInput
          label="Full name"
          description="As colleagues and the audit log call you"
          required
          withAsterisk={false}
          autoFocus
          autoComplete="name"
          maxLength={120}
          value={fullName}
          onChange={(event) => setFullName(event.currentTarget.value)}
        />
        <TextInput
          label="Sign-in name"
          required
          withAsterisk={false}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail (optional)"
          type="email"
          autoComplete="email"
          maxLength={190}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NewPassword
          label="Password"
          description="At least 12 characters; a few unrelated words in a row are good"
          value={password}
          onChange={setPassword}
          owner={{ name, fullName, email }}
        />
        {attempt.error !== null && <ProblemPanel error={attempt.error} />}
        <Button type="submit" fullWidth loading={attempt.busy}>
          Create the first admin
        </Button>
      </form>
      <ProfileSwitch surroundings={surroundings} />
    </Frame>
  );
}
