/** A code that the user still has: of the authenticator, or one of the backup codes. */
import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { IdentityView } from '../../main/services/identity/service.ts';
import { CodeField } from '../parts/code-field.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { useSignedIn } from '../session/session.ts';
import { client } from '../trpc.ts';
import type { About } from './about.ts';
import classes from './who-is-calling.module.css';

interface Props {
  kind: 'totp' | 'backup-code';
  about: About;
  onGathered(view: IdentityView): void;
}

export function OwnCode({ kind, about, onGathered }: Props) {
  const { platform } = useSignedIn();
  const [code, setCode] = useState('');
  const attempt = useAttempt(async () => {
    const procedure = kind === 'totp' ? client.identity.checkTotp : client.identity.useBackupCode;
    const typed = code;
    setCode('');
    onGathered(await procedure.mutate({ ...about, code: typed }));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };
  return (
    <form className={classes.stack} onSubmit={submit}>
      <div className={classes.row}>
        <CodeField
          label={kind === 'totp' ? 'Code of their app' : 'Backup code of theirs'}
          required
          withAsterisk={false}
          autoComplete="off"
          inputMode={kind === 'totp' ? 'numeric' : 'text'}
          placeholder={kind === 'totp' ? '0'.repeat(platform.codeDigits ?? 0) : undefined}
          value={code}
          onChange={setCode}
        />
        <Button type="submit" loading={attempt.busy}>
          {kind === 'totp' ? 'Take as evidence' : 'Use it up as evidence'}
        </Button>
      </div>
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
    </form>
  );
}
