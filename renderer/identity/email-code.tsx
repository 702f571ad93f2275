/** Six digits to the mailbox on file: sent, then read back; and the phrase by which the caller checks the agent. */
import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { IdentityView } from '../../main/services/identity/service.ts';
import { CodeField } from '../parts/code-field.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useAttempt } from '../parts/use-attempt.ts';
import { useTimeLeft } from '../parts/use-time-left.ts';
import { consoleNow } from '../session/session.ts';
import { client } from '../trpc.ts';
import { countdown } from '../words/time.ts';
import type { About } from './about.ts';
import classes from './who-is-calling.module.css';

interface Props {
  about: About;
  waiting: IdentityView['waiting'];
  onSent(view: IdentityView): void;
  onGathered(view: IdentityView): void;
}

export function EmailCode({ about, waiting, onSent, onGathered }: Props) {
  const sending = useAttempt(async () => onSent(await client.identity.sendCode.mutate(about)));
  const left = useTimeLeft(waiting?.expiresAt ?? null, consoleNow);
  const over = !waiting || left === 0;
  return (
    <div className={classes.stack}>
      {waiting && !over && <ReadBack about={about} waiting={waiting} left={left} onGathered={onGathered} />}
      {waiting && over && <p className={classes.note}>The code has expired.</p>}
      {sending.error !== null && <ProblemPanel error={sending.error} />}
      <div className={classes.buttons}>
        <Button
          size="xs"
          variant={over ? 'filled' : 'default'}
          loading={sending.busy}
          onClick={() => void sending.run()}
        >
          {over ? 'Send the code' : 'Send a new code'}
        </Button>
      </div>
    </div>
  );
}

function ReadBack({
  about,
  waiting,
  left,
  onGathered,
}: {
  about: About;
  waiting: NonNullable<IdentityView['waiting']>;
  left: number | null;
  onGathered(view: IdentityView): void;
}) {
  const [code, setCode] = useState('');
  const attempt = useAttempt(async () => {
    const typed = code;
    setCode('');
    onGathered(await client.identity.confirmCode.mutate({ ...about, code: typed }));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };
  return (
    <>
      <p className={classes.note} role="status">
        {waiting.by} sent a code to {waiting.to}.
        {left !== null && (
          <>
            {' '}
            It works for <span className="mono">{countdown(left)}</span> more.
          </>
        )}
      </p>
      {waiting.phrase !== null && (
        <p className={classes.phrase}>
          If the caller asks who you are, say: <strong>{waiting.phrase}</strong>. The same words are in the
          mail.
        </p>
      )}
      <form className={classes.row} onSubmit={submit}>
        <CodeField
          label="Code the caller reads back"
          required
          withAsterisk={false}
          autoComplete="off"
          inputMode="numeric"
          placeholder="000 000"
          value={code}
          onChange={setCode}
        />
        <Button type="submit" loading={attempt.busy}>
          Confirm
        </Button>
      </form>
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
    </>
  );
}
