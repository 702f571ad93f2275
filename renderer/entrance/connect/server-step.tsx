import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Checks } from '../../parts/checks.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { asShown, ServerAddressFields } from '../../parts/server-address.tsx';
import { client } from '../../trpc.ts';
import classes from '../form.module.css';
import { type StepProps, withPlatform, withServer } from './answers.ts';

export function ServerStep({ answers, answer, next, attempt }: StepProps) {
  const [checks, setChecks] = useState(answers.survey?.checks ?? null);
  const [nothing, setNothing] = useState(false);
  const { server } = answers;
  const tryIt = async () => {
    setChecks(null);
    setNothing(false);
    const survey = await client.connect.survey.mutate({ server: asShown(server) });
    const tried = survey.checks.filter(({ outcome }) => outcome !== 'skipped');
    if (tried.some(({ outcome }) => outcome === 'failed')) {
      answer({ survey });
      setChecks(tried);
    } else if (survey.found.length === 0) {
      answer({ survey });
      setNothing(true);
    } else {
      const [only] = survey.found;
      const platform = survey.kept ?? (survey.found.length === 1 ? (only?.id ?? null) : null);
      next({ survey, ...withPlatform(platform) });
    }
  };
  const unknown = checks?.find(({ hostKey }) => hostKey !== undefined)?.hostKey;
  const accept = async (fingerprint: string) => {
    await client.connect.acceptBastion.mutate({ server: asShown(server), fingerprint });
    await tryIt();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(tryIt);
  };
  return (
    <form className={classes.stack} onSubmit={submit}>
      <ServerAddressFields value={server} onChange={(change) => answer(withServer(answers, change))} />
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
      <div role="status">
        {checks && <Checks checks={checks} />}
        {unknown && (
          <Button variant="default" onClick={() => void attempt.run(() => accept(unknown))}>
            It is this bastion’s fingerprint: remember it
          </Button>
        )}
        {nothing && (
          <p>
            The connection works, but in <bdi>{server.database}</bdi> stand the tables of no platform that
            Rekey knows, or this account may not see them. Name another database or account.
          </p>
        )}
      </div>
      <Button
        type="submit"
        loading={attempt.busy}
        disabled={!server.host || !server.user || !server.database}
      >
        Try it and go on
      </Button>
    </form>
  );
}
