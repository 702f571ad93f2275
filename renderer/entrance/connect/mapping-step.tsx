import { Button } from '@mantine/core';
import type { FormEvent } from 'react';
import { Mapping } from '../../parts/mapping/mapping.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { asShown } from '../../parts/server-address.tsx';
import { client } from '../../trpc.ts';
import form from '../form.module.css';
import type { StepProps } from './answers.ts';

export function MappingStep({ answers, answer, next, attempt }: StepProps) {
  const { mapping, choices, platform, keys } = answers;
  if (!mapping || !choices) return null;
  const where = { server: asShown(answers.server), platform: platform ?? '' };
  const { host, port, user, database } = where.server;
  const look = async () => next({ look: await client.connect.look.mutate({ ...where, keys, choices }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(look);
  };
  return (
    <form className={form.stack} onSubmit={submit}>
      <Mapping
        view={mapping}
        value={choices}
        onChange={(changed) => answer({ choices: changed, look: null })}
        sample={(chosen) => client.connect.sample.mutate({ ...where, choices: chosen })}
        of={JSON.stringify([host, port, user, database, where.platform])}
      >
        {attempt.error !== null && <ProblemPanel error={attempt.error} />}
        <Button type="submit" fullWidth loading={attempt.busy}>
          Take these columns
        </Button>
      </Mapping>
    </form>
  );
}
