import { Anchor, Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLeftUnseen } from '../actions/unseen-codes.ts';
import { CodeField } from '../parts/code-field.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { lookAtSessionNow, type Surroundings } from '../session/session.ts';
import { signOut } from '../session/sign-out.ts';
import { client } from '../trpc.ts';
import classes from './form.module.css';
import { Frame } from './frame.tsx';

interface Props {
  surroundings: Surroundings;
  session: Extract<Surroundings['session'], { state: 'locked' }>;
}

/** The page behind it is gone from the window, but not its address: unlocking leads back to it. */
export default function LockScreen({ surroundings, session }: Props) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const unlock = useAttempt(async (how: 'credentials' | 'demo') => {
    // A session that one click began is unlocked by one click, which the console knows it by.
    await client.session.unlock.mutate(how === 'demo' ? { password: '', code: '' } : { password, code });
    await lookAtSessionNow();
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await unlock.run('credentials'))) setCode('');
  };
  const oneClick = session.demoStaff !== null;
  const unseen = useLeftUnseen(session.name) !== null;

  return (
    <Frame
      surroundings={surroundings}
      title="Locked"
      lead={
        <>
          <bdi>{session.fullName}</bdi>, your place is kept
          {unseen && ', and so are the codes that nobody has seen'}.
        </>
      }
    >
      {oneClick && (
        <>
          <Button fullWidth loading={unlock.busy} onClick={() => void unlock.run('demo')} autoFocus>
            Continue as {session.fullName}
          </Button>
          <p className={classes.or}>or as on a real platform</p>
        </>
      )}
      <form className={classes.stack} onSubmit={(event) => void submit(event)}>
        <input
          className="quiet"
          type="text"
          autoComplete="username"
          value={session.name}
          readOnly
          tabIndex={-1}
          aria-hidden
        />
        <PasswordInput
          label="Password"
          required
          withAsterisk={false}
          autoFocus={!oneClick}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <CodeField
          required
          withAsterisk={false}
          description="6 digits, or one of your backup codes"
          value={code}
          onChange={setCode}
        />
        {unlock.error !== null && <ProblemPanel error={unlock.error} />}
        <Button type="submit" fullWidth variant={oneClick ? 'default' : 'filled'} loading={unlock.busy}>
          Unlock
        </Button>
      </form>
      <p className={classes.foot}>
        Not you?{' '}
        <Anchor component="button" type="button" inherit onClick={() => void signOut()}>
          Sign out
        </Anchor>
      </p>
    </Frame>
  );
}
