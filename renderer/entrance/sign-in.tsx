import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, lazy, useRef, useState } from 'react';
import type { StaffFace } from '../../main/services/session.ts';
import { CodeField } from '../parts/code-field.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { lookAtSessionNow, type Surroundings } from '../session/session.ts';
import { client } from '../trpc.ts';
import { isConnectingWanted, wantConnecting } from './connect/wanted.ts';
import { DemoRoles } from './demo-roles.tsx';
import classes from './form.module.css';
import { Frame } from './frame.tsx';
import { ProfileSwitch } from './profile-switch.tsx';

const Connect = lazy(() => import('./connect/connect.tsx'));

interface Props {
  surroundings: Surroundings;
  /** Not null in the demo only. */
  demoStaff: StaffFace[] | null;
}

export default function SignIn({ surroundings, demoStaff }: Props) {
  const [connecting, setConnecting] = useState(isConnectingWanted);
  if (!demoStaff) {
    return (
      <Frame surroundings={surroundings} title="Sign in">
        <CredentialsForm focus console={surroundings.console} />
        <ProfileSwitch surroundings={surroundings} />
      </Frame>
    );
  }
  if (connecting) {
    const back = () => {
      wantConnecting(false);
      setConnecting(false);
    };
    return <Connect surroundings={surroundings} back={back} />;
  }
  return (
    <Frame
      surroundings={surroundings}
      title="Sign in"
      lead="Choose who you are. In the demo one click is enough."
    >
      <DemoRoles staff={demoStaff} console={surroundings.console} />
      <p className={classes.or}>or as on a real platform</p>
      <CredentialsForm console={surroundings.console} />
      <p className={classes.foot}>
        <Button variant="default" fullWidth onClick={() => setConnecting(true)}>
          Connect to your platform
        </Button>
      </p>
      <ProfileSwitch surroundings={surroundings} />
    </Frame>
  );
}

function CredentialsForm({ focus = false, console }: { focus?: boolean; console: string }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const codeField = useRef<HTMLInputElement>(null);
  const attempt = useAttempt(async () => {
    await client.session.signIn.mutate({ name, password, code, console });
    await lookAtSessionNow();
  });

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await attempt.run()) return;
    setCode('');
    codeField.current?.focus();
  };

  return (
    <form className={classes.stack} onSubmit={(event) => void submit(event)}>
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        autoFocus={focus}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        required
        withAsterisk={false}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <CodeField
        ref={codeField}
        description="6 digits, or one of your backup codes. Empty on your first sign-in."
        value={code}
        onChange={setCode}
      />
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
      <Button type="submit" fullWidth loading={attempt.busy}>
        Sign in
      </Button>
    </form>
  );
}
