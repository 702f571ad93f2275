/** The database: what is in use, what would be, whether that works, and keeping it. */
import { Button, NativeSelect, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type {
  Check,
  ConnectionForm,
  SettingsView,
  ShownConnection,
} from '../../../main/services/settings.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { Checks } from './checks.tsx';
import { CertificatesField, LineField, PathField, PortField } from './server-fields.tsx';
import classes from './settings-page.module.css';

interface Props {
  view: SettingsView;
  manages: boolean;
}

const TLS = [
  { value: 'verify', label: 'Required, certificate verified' },
  { value: 'required', label: 'Required, any certificate' },
  { value: 'off', label: 'Off: everybody on the way can read along' },
];

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
      {manages ? <ConnectionFields view={view} /> : <p className={classes.note}>An admin can change it.</p>}
    </Card>
  );
}

function ConnectionFields({ view }: { view: SettingsView }) {
  const [form, setForm] = useState<ConnectionForm>(() => startOf(view));
  const [checks, setChecks] = useState<Check[] | null>(null);
  const { freshly, prompt } = useFreshly();
  const test = useAttempt(async () => {
    setChecks(null);
    setChecks(await client.settings.test.mutate(shown(form)));
  });
  const save = useAttempt(async () => {
    const saved = await freshly(() => client.settings.save.mutate(shown(form)));
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
        <div className={classes.pair}>
          <LineField
            label="Host"
            required
            placeholder="db.example.org"
            maxLength={253}
            value={form.host}
            onChange={(host) => set({ host: host.trim() })}
          />
          <PortField value={form.port} onChange={(port) => set({ port })} />
        </div>
        <LineField
          label="Database"
          required
          maxLength={64}
          value={form.database}
          onChange={(database) => set({ database: database.trim() })}
        />
        <LineField
          label="Account"
          required
          maxLength={80}
          value={form.user}
          onChange={(user) => set({ user: user.trim() })}
        />
        <PasswordInput
          label="Password"
          description="Empty: the one in use, if account, host and port stay the same"
          autoComplete="off"
          value={form.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
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
        <NativeSelect
          label="TLS"
          data={TLS}
          value={form.tls}
          onChange={(event) => set({ tls: event.currentTarget.value as ConnectionForm['tls'] })}
        />
        {form.tls === 'verify' && <CertificatesField value={form.ca} onChange={(ca) => set({ ca })} />}
        {isThisMachine(form.host) && (
          <PathField
            label="Socket"
            description="The whole path of the server's socket. Empty: by the port"
            value={form.socket}
            onChange={(socket) => set({ socket })}
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

function addressOf({ user, host, port, database, tls, socket }: ShownConnection): string {
  return `${user}@${socket ?? `${host}:${port}`}/${database}, TLS ${tls === 'verify' ? 'verified' : tls}`;
}

function isThisMachine(host: string): boolean {
  return ['localhost', '127.0.0.1', '::1'].includes(host);
}

/** Without what was typed into a field that is gone since. */
function shown({ ca, socket, ...form }: ConnectionForm): ConnectionForm {
  return {
    ...form,
    ...(form.tls === 'verify' && ca ? { ca } : {}),
    ...(isThisMachine(form.host) && socket ? { socket } : {}),
  };
}

function startOf({ connection, nextStart }: SettingsView): ConnectionForm {
  const secrets = { password: '', platformKey: '' };
  if (nextStart) return { ...nextStart, ...secrets };
  if (!('sqlite' in connection)) return { ...connection, ...secrets };
  return { host: '', port: 3306, user: 'rekey', database: '', tls: 'verify', ...secrets };
}
