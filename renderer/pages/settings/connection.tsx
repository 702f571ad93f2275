/** The database: what is in use, what would be, whether that works, and keeping it. */
import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type {
  Check,
  ConnectionForm,
  SettingsView,
  ShownConnection,
} from '../../../main/services/settings.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { wantConnecting } from '../../entrance/connect/wanted.ts';
import { Card } from '../../parts/card.tsx';
import { Checks } from '../../parts/checks.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { asShown, ServerAddressFields } from '../../parts/server-address.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { signOut } from '../../session/sign-out.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import classes from './settings-page.module.css';

interface Props {
  view: SettingsView;
  manages: boolean;
}

type PlatformKey = NonNullable<SettingsView['platformKey']>;

const PLATFORM_KEY: Record<PlatformKey['from'], (key: PlatformKey) => string> = {
  missing: ({ without, form }) => `Without it ${without}. It is ${form}, from whoever runs the platform`,
  saved: () => 'Empty: the one that was saved',
  environment: ({ setting }) => `${setting} is set, and it wins over what is saved here`,
};

export function Connection({ view, manages }: Props) {
  return (
    <Card title="Database">
      <p className={classes.note}>{inUse(view)}</p>
      {view.nextStart && (
        <p className={classes.note}>
          Saved for the next start: <bdi>{addressOf(view.nextStart)}</bdi>. Restart Rekey to use it.
        </p>
      )}
      {view.source === 'demo' && <ConnectOwn />}
      {manages ? <ConnectionFields view={view} /> : <p className={classes.note}>An admin can change it.</p>}
    </Card>
  );
}

/** Before there is any staff of that platform, so nobody is signed in while connecting. */
function ConnectOwn() {
  const leave = useAttempt(async () => {
    wantConnecting(true);
    await signOut();
  });
  return (
    <>
      <p className={classes.note}>
        <Button loading={leave.busy} onClick={() => void leave.run()}>
          Connect to your platform
        </Button>
      </p>
      {leave.error !== null && <ProblemPanel error={leave.error} />}
    </>
  );
}

function ConnectionFields({ view }: { view: SettingsView }) {
  const [form, setForm] = useState<ConnectionForm>(() => startOf(view));
  const [checks, setChecks] = useState<Check[] | null>(null);
  const { freshly, prompt } = useFreshly();
  const test = useAttempt(async () => {
    setChecks(null);
    setChecks(await client.settings.test.mutate(asShown(form)));
  });
  const save = useAttempt(async () => {
    const saved = await freshly(() => client.settings.save.mutate(asShown(form)));
    queryClient.setQueryData(trpc.settings.view.queryKey(), saved);
    set({ password: '', platformKey: '' });
    say('Saved. Rekey uses it from its next start on.');
  });
  const set = (change: Partial<ConnectionForm>) => setForm((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.clear();
    void test.run();
  };
  const complete = form.host !== '' && form.user !== '' && form.database !== '';

  return (
    <>
      <form className={classes.stack} onSubmit={submit}>
        <ServerAddressFields
          value={form}
          onChange={set}
          passwordHint="Empty: the one in use, if server, account and the way there stay the same"
        />
        {view.platformKey && (
          <PasswordInput
            label="Platform key"
            description={PLATFORM_KEY[view.platformKey.from](view.platformKey)}
            maxLength={100}
            autoComplete="off"
            value={form.platformKey}
            onChange={(event) => set({ platformKey: event.currentTarget.value.trim() })}
          />
        )}
        <div className={classes.buttons}>
          <Button type="submit" variant={view.canSave ? 'default' : 'filled'} loading={test.busy}>
            Test the connection
          </Button>
          {view.canSave && (
            <Button loading={save.busy} disabled={!complete || test.busy} onClick={() => void save.run()}>
              Save for the next start
            </Button>
          )}
        </div>
        {!view.canSave && view.cannotSaveBecause && (
          <p className={classes.note}>It can not be kept here: {view.cannotSaveBecause}.</p>
        )}
      </form>
      {test.error !== null && <ProblemPanel error={test.error} />}
      {save.error !== null && <ProblemPanel error={save.error} />}
      <div role="status">{checks && <Checks checks={checks} />}</div>
      {prompt}
    </>
  );
}

function inUse({ demo, source, connection }: SettingsView): string {
  if ('sqlite' in connection) {
    const kind = demo ? 'The demo platform' : 'The platform';
    return `${kind} in the embedded SQLite database ${connection.sqlite} is in use.`;
  }
  const from =
    source === 'environment'
      ? 'It comes from the environment, which wins over what is saved.'
      : 'It was saved here.';
  return `${addressOf(connection)} is in use. ${from}`;
}

function addressOf({ user, host, port, database, tls, socket, ssh }: ShownConnection): string {
  const through = ssh === undefined ? '' : ` through ${ssh}`;
  return `${user}@${socket ?? `${host}:${port}`}/${database}${through}, TLS ${tls === 'verify' ? 'verified' : tls}`;
}

function startOf({ connection, nextStart }: SettingsView): ConnectionForm {
  const secrets = { password: '', platformKey: '' };
  if (nextStart) return { ...nextStart, ...secrets };
  if (!('sqlite' in connection)) return { ...connection, ...secrets };
  return { host: '', port: 3306, user: 'rekey', database: '', tls: 'verify', ...secrets };
}
