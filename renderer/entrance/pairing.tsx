/** A staff member pairs their own authenticator: on the first start, after an invitation, after losing the last one. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { Pairing } from '../../main/services/session.ts';
import { CodeField } from '../parts/code-field.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { lookAtSessionNow, type Surroundings } from '../session/session.ts';
import { client } from '../trpc.ts';
import classes from './form.module.css';
import { Frame } from './frame.tsx';
import { NewPassword } from './new-password.tsx';
import { QrCode } from './qr-code.tsx';

interface Props {
  surroundings: Surroundings;
  session: Extract<Surroundings['session'], { state: 'pairing' }>;
  pair(code: string, newPassword: string | null): Promise<void>;
}

export default function PairingScreen({ surroundings, session, pair }: Props) {
  const { pairing, error, load, loading } = usePairing();
  const [code, setCode] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const attempt = useAttempt(() => pair(code, session.passwordChange ? newPassword : null));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await attempt.run())) setCode('');
  };

  return (
    <Frame
      surroundings={surroundings}
      title="Pair your authenticator"
      lead="Scan this with Authy, 1Password, iCloud Keychain or any other authenticator app. It is shown this once."
    >
      {error !== null ? (
        <ProblemPanel error={error} retry={load} retrying={loading} />
      ) : (
        <div className={classes.pairing}>
          <div className={classes.qr}>
            {pairing ? (
              <QrCode
                text={pairing.uri}
                label="QR code of your pairing; the same key stands beside it as text"
              />
            ) : (
              <Skeleton height="100%" />
            )}
          </div>
          <div>
            <p className={classes.keyLabel}>Or type this key</p>
            {pairing ? (
              <code className={classes.key}>{inFours(pairing.secret)}</code>
            ) : (
              <Skeleton height={48} mb={8} />
            )}
            <p className={classes.foot} style={{ marginTop: 0 }}>
              Account {session.name}, time-based, 6 digits, 30 seconds.
            </p>
          </div>
        </div>
      )}
      <form className={classes.stack} onSubmit={(event) => void submit(event)}>
        {session.passwordChange && (
          <NewPassword
            label="Your new password"
            description="It replaces the first one; at least 12 characters, a few unrelated words are good"
            value={newPassword}
            onChange={setNewPassword}
            owner={{ name: session.name, fullName: '', email: null }}
          />
        )}
        <CodeField
          label="The code your app shows now"
          required
          withAsterisk={false}
          inputMode="numeric"
          placeholder="000000"
          value={code}
          onChange={setCode}
        />
        {attempt.error !== null && <ProblemPanel error={attempt.error} />}
        <Button type="submit" fullWidth loading={attempt.busy} disabled={!pairing}>
          Finish pairing
        </Button>
      </form>
      <p className={classes.foot}>
        Not you?{' '}
        <Anchor component="button" type="button" inherit onClick={() => void leave()}>
          Sign in as somebody else
        </Anchor>
      </p>
    </Frame>
  );
}

async function leave(): Promise<void> {
  await client.session.signOut.mutate().catch(() => undefined);
  await lookAtSessionNow();
}

/** Asked for once: each asking may make a new secret, and only the last one counts. */
function usePairing() {
  const [pairing, setPairing] = useState<Pairing | null>(null);
  const attempt = useAttempt(async () => setPairing(await client.session.pairing.mutate()));
  const { run } = attempt;
  const runNow = useRef(run);
  runNow.current = run;
  const load = useCallback(() => void runNow.current(), []);
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    load();
  }, [load]);
  return { pairing, error: attempt.error, load, loading: attempt.busy };
}

function inFours(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}
