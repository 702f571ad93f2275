/** The caller reads a code out; Rekey says whether it is right, and if the phone's clock is to blame. Changes nothing. */
import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { CheckCodeResult } from '../../../main/services/actions/check-code.ts';
import type { UserPage } from '../../../main/services/users.ts';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '../../icons.ts';
import { CodeField } from '../../parts/code-field.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useSignedIn } from '../../session/session.ts';
import { client } from '../../trpc.ts';
import { verdictWords } from '../../words/verdict.ts';
import classes from './user-actions.module.css';

const ICONS = { ok: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX };

export function CheckCode({ page }: { page: UserPage }) {
  const { platform } = useSignedIn();
  const [code, setCode] = useState('');
  const [result, setResult] = useState<CheckCodeResult | null>(null);
  const attempt = useAttempt(async () => {
    setResult(null);
    setResult(await client.actions.checkCode.mutate({ userId: page.user.id, code }));
    setCode('');
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };
  const nothingToCheck = page.state.authenticator === null;

  return (
    <section className={classes.check} aria-label="Check a code">
      <h2 className={classes.heading}>Check a code</h2>
      {nothingToCheck ? (
        <p className={classes.why}>There is no authenticator to check a code against.</p>
      ) : (
        <>
          <form className={classes.checkForm} onSubmit={submit}>
            <CodeField
              label="Code the caller reads out"
              required
              withAsterisk={false}
              autoComplete="off"
              inputMode="numeric"
              placeholder={'0'.repeat(platform.codeDigits ?? 0)}
              value={code}
              onChange={setCode}
            />
            <Button type="submit" variant="default" loading={attempt.busy}>
              Check
            </Button>
          </form>
          <div role="status">{result && <Verdict result={result} />}</div>
          {attempt.error !== null && <ProblemPanel error={attempt.error} />}
        </>
      )}
    </section>
  );
}

function Verdict({ result }: { result: CheckCodeResult }) {
  const { tone, what, next } = verdictWords(result);
  const Icon = ICONS[tone];
  return (
    <div className={classes.verdict} data-tone={tone}>
      <Icon size={19} aria-hidden />
      <div className={classes.verdictWords}>
        <p>{what}</p>
        {next && <p>{next}</p>}
      </div>
    </div>
  );
}
