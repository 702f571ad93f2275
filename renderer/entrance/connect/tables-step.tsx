import { Button, CopyButton, PasswordInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Checks } from '../../parts/checks.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { asShown } from '../../parts/server-address.tsx';
import { LineField } from '../../parts/server-fields.tsx';
import { client, type Outputs } from '../../trpc.ts';
import form from '../form.module.css';
import type { StepProps } from './answers.ts';
import classes from './connect.module.css';

type Statements = Outputs['connect']['tables']['statements'];

export function TablesStep({ answers, next, attempt }: StepProps) {
  const { platform, choices } = answers;
  const server = asShown(answers.server);
  const where = { server, platform: platform ?? '', choices };
  const tables = useQuery({
    queryKey: [
      'connecting-tables',
      server.host,
      server.port,
      server.user,
      server.database,
      platform,
      choices,
    ],
    queryFn: () => client.connect.tables.mutate(where),
    staleTime: 0,
    gcTime: 0,
  });
  const again = () => void tables.refetch();
  if (tables.error) return <ProblemPanel error={tables.error} retry={again} retrying={tables.isFetching} />;
  if (!tables.data) return <p role="status">Looking at Rekey’s tables and the rights of {server.user}…</p>;
  const { pending, checks, statements } = tables.data;
  const failed = checks.some(({ outcome }) => outcome === 'failed');
  return (
    <div className={form.stack}>
      {pending > 0 ? (
        <MakeTables where={where} own={answers.server.user} done={again} attempt={attempt} />
      ) : (
        <section aria-label={`Rights of ${server.user}`} role="status">
          <p className={classes.sentence}>
            Rekey’s tables are there. What <bdi>{server.user}</bdi> may do with them and with the platform’s:
          </p>
          <Checks checks={checks} verdict={null} />
        </section>
      )}
      {(pending > 0 || failed) && <ForAdministrator {...statements} pending={pending} />}
      <div className={form.row}>
        <Button disabled={pending > 0 || failed} onClick={() => next()}>
          Go on
        </Button>
        <Button variant="default" loading={tables.isFetching} onClick={again}>
          Look again
        </Button>
      </div>
    </div>
  );
}

function MakeTables(props: {
  where: { server: ReturnType<typeof asShown> } & Omit<
    Parameters<typeof client.connect.tables.mutate>[0],
    'server'
  >;
  own: string;
  done(tables: Outputs['connect']['makeTables']): void;
  attempt: StepProps['attempt'];
}) {
  const { where, own, done, attempt } = props;
  const [user, setUser] = useState(own);
  const [password, setPassword] = useState('');
  const make = async () => {
    const account = { user, password: user === own && password === '' ? where.server.password : password };
    done(await client.connect.makeTables.mutate({ ...where, account }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(make);
  };
  return (
    <form className={classes.part} onSubmit={submit}>
      <p className={classes.sentence}>
        They are still to be made, all called rekey_…, by an account that may create tables. It is used once
        and kept nowhere.
      </p>
      <LineField
        label="Account that may create tables"
        required
        maxLength={80}
        value={user}
        onChange={(text) => {
          setUser(text.trim());
          setPassword('');
        }}
      />
      <PasswordInput
        label="Its password"
        description={user === own ? 'Empty: as before' : undefined}
        autoComplete="off"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
      <Button type="submit" loading={attempt.busy}>
        Make Rekey’s tables
      </Button>
    </form>
  );
}

function ForAdministrator({ sql, withTables, pending }: Statements & { pending: number }) {
  return (
    <details className={classes.part}>
      <summary>For the administrator of the database</summary>
      <p className={classes.sentence}>
        {pending > 0 && withTables && 'These statements make Rekey’s tables and give '}
        {pending > 0 &&
          !withTables &&
          'Run “rekey migrate” with an account that may create tables. Then give '}
        {pending === 0 && 'Give '}
        the console’s account the rights it needs, with the place that Rekey connects from instead of %:
      </p>
      <Textarea
        aria-label="Statements"
        readOnly
        autosize
        minRows={4}
        maxRows={12}
        classNames={{ input: classes.statements ?? '' }}
        value={sql}
      />
      <div className={form.row}>
        <CopyButton value={sql}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          onClick={() => saveFile('rekey-tables.sql', 'application/sql', [new Blob([sql])])}
        >
          Save as a file
        </Button>
      </div>
    </details>
  );
}
