import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asMark, MarkFields } from '../../parts/mark-fields.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { asShown } from '../../parts/server-address.tsx';
import { lookAtSessionNow } from '../../session/session.ts';
import { client, type Outputs, trpc } from '../../trpc.ts';
import form from '../form.module.css';
import { chosenOf, type StepProps } from './answers.ts';
import classes from './connect.module.css';

export function KeepStep({ answers, attempt }: StepProps) {
  const { server, platform, keys, choices } = answers;
  const view = useQuery(trpc.connect.view.queryOptions());
  // What another console has said stays, and is an admin's to change.
  const said = answers.survey?.mark ?? null;
  const [mark, setMark] = useState({ title: '', production: false });
  const [kept, setKept] = useState<Outputs['connect']['keep'] | null>(null);
  const keep = async () => {
    const where = { server: asShown(server), platform: platform ?? '' };
    setKept(await client.connect.keep.mutate({ ...where, keys, choices, mark: said ? null : asMark(mark) }));
    await lookAtSessionNow();
  };
  if (kept) {
    return (
      <p role="status" className={classes.sentence}>
        Kept in <bdi>{kept.file}</bdi>. {view.data?.reopens ? 'Rekey opens.' : 'Start Rekey anew to use it.'}
      </p>
    );
  }
  const chosen = chosenOf(answers);
  return (
    <div className={form.stack}>
      <dl className={classes.facts}>
        <dt>Server</dt>
        <dd>
          <bdi>{server.socket ?? `${server.host}:${server.port}`}</bdi>
        </dd>
        <dt>Database</dt>
        <dd>
          <bdi>{server.database}</bdi>, as <bdi>{server.user}</bdi>
        </dd>
        <dt>Platform</dt>
        <dd>{chosen && (chosen.version ?? chosen.label)}</dd>
        {said && (
          <>
            <dt>Called</dt>
            <dd>
              <bdi>{said.title}</bdi>
              {said.production && ' (production)'}
            </dd>
          </>
        )}
      </dl>
      {!said && <MarkFields value={mark} onChange={setMark} />}
      <p className={classes.sentence}>
        {view.data?.keeper === 'keychain'
          ? 'The password is kept by this machine’s keychain.'
          : 'There is no keychain for Rekey here: the password is kept as it is, in a file that only you may read (rekey.env, mode 600). Whoever reads that file can use it.'}{' '}
        The demo stays on this machine and is not shown any more.
      </p>
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
      <Button autoFocus loading={attempt.busy} disabled={!view.data} onClick={() => void attempt.run(keep)}>
        Keep it and open Rekey
      </Button>
    </div>
  );
}
