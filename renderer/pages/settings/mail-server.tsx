/** The mail server: what is in use, whether it works, and keeping it. */
import { Button, Checkbox, NativeSelect, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type {
  MailServerForm,
  MailSettingsView,
  MailTest,
} from '../../../main/services/notifications/service.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { IconCircleCheck, IconCircleX } from '../../icons.ts';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { CertificatesField, LineField, PortField } from '../../parts/server-fields.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import classes from './settings-page.module.css';

interface Props {
  view: MailSettingsView;
  manages: boolean;
}

const SECURITY = [
  { value: 'starttls', label: 'STARTTLS (mostly port 587)' },
  { value: 'tls', label: 'TLS from the start (mostly port 465)' },
  { value: 'none', label: 'None: everybody on the way can read along' },
];

export function MailServerCard({ view, manages }: Props) {
  return (
    <Card title="Mail server">
      <p className={classes.note}>{inUse(view)}</p>
      {manages ? <Fields view={view} /> : <p className={classes.note}>An admin can change it.</p>}
    </Card>
  );
}

function Fields({ view }: { view: MailSettingsView }) {
  const [form, setForm] = useState<MailServerForm>(() => startOf(view));
  const [result, setResult] = useState<MailTest | null>(null);
  const { freshly, prompt } = useFreshly();
  const set = (change: Partial<MailServerForm>) => setForm((before) => ({ ...before, ...change }));
  const test = useAttempt(async () => {
    setResult(null);
    setResult(await client.mail.test.mutate({ server: shown(form) }));
  });
  const save = useAttempt(async () => {
    keep(await freshly(() => client.mail.saveServer.mutate(shown(form))));
    set({ password: '' });
    say('Saved. Mails are sent by this server from now on.');
  });
  const remove = useAttempt(async () => {
    keep(await freshly(() => client.mail.removeServer.mutate()));
    say('The mail server is forgotten; mails wait.');
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.clear();
    remove.clear();
    void test.run();
  };
  const text = (key: 'host' | 'user' | 'from' | 'fromName', label: string, rest: object = {}) => (
    <LineField
      label={label}
      maxLength={190}
      value={form[key]}
      onChange={(value) => set({ [key]: value })}
      {...rest}
    />
  );
  const busy = test.busy || save.busy || remove.busy;
  const complete = form.host !== '' && form.from !== '';
  const keepable = form.user === '' || view.cannotKeepPasswordBecause === null;

  return (
    <form className={classes.stack} onSubmit={submit}>
      <div className={classes.pair}>
        {text('host', 'Mail host', { required: true, placeholder: 'mail.example.org' })}
        <PortField value={form.port} onChange={(port) => set({ port })} />
      </div>
      <NativeSelect
        label="Encryption"
        data={SECURITY}
        value={form.security}
        onChange={(event) => set({ security: event.currentTarget.value as MailServerForm['security'] })}
      />
      {form.security !== 'none' && (
        <Checkbox
          label="Check the server’s certificate"
          checked={form.verifyCertificate}
          onChange={(event) => set({ verifyCertificate: event.currentTarget.checked })}
        />
      )}
      {isChecked(form) && <CertificatesField value={form.ca} onChange={(ca) => set({ ca })} />}
      {text('user', 'Mail user', { description: 'Empty: the server asks for no sign-in' })}
      <PasswordInput
        label="Mail password"
        description={
          view.cannotKeepPasswordBecause
            ? `It can be tested, not kept: ${view.cannotKeepPasswordBecause}`
            : 'Empty: the one in use, if host, port and user stay the same'
        }
        autoComplete="off"
        maxLength={1024}
        value={form.password}
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
      {text('from', 'Sender’s address', { required: true, placeholder: 'support@example.org' })}
      {text('fromName', 'Sender’s name')}
      <div className={classes.buttons}>
        <Button type="submit" variant="default" loading={test.busy} disabled={!complete || busy}>
          Send me a test mail
        </Button>
        {view.cannotSaveBecause === null && (
          <Button
            loading={save.busy}
            disabled={!complete || !keepable || busy}
            onClick={() => void save.run()}
          >
            Save the mail server
          </Button>
        )}
        {view.source === 'saved' && (
          <Button variant="default" loading={remove.busy} disabled={busy} onClick={() => void remove.run()}>
            Forget it
          </Button>
        )}
      </div>
      {view.cannotSaveBecause !== null && (
        <p className={classes.note}>Nothing can be saved here: {view.cannotSaveBecause}.</p>
      )}
      {[test, save, remove].map(
        ({ error }, index) => error !== null && <ProblemPanel key={index} error={error} />,
      )}
      <div role="status">{result && <Result result={result} />}</div>
      {prompt}
    </form>
  );
}

function Result({ result }: { result: MailTest }) {
  const Icon = result.sent ? IconCircleCheck : IconCircleX;
  return (
    <div className={classes.check} data-outcome={result.sent ? 'ok' : 'failed'}>
      <Icon size={18} aria-hidden />
      <div className={classes.checkWords}>
        {result.sent ? (
          <>
            <span className={classes.checkName}>The server took the test mail.</span> Look for it in the
            mailbox of {result.to}.
          </>
        ) : (
          <>
            <span className={classes.checkName}>{result.message}</span>
            <p className={classes.checkNext}>{result.next}</p>
          </>
        )}
      </div>
    </div>
  );
}

function keep(view: MailSettingsView): void {
  queryClient.setQueryData(trpc.mail.view.queryKey(), view);
}

function inUse({ server, source, why }: MailSettingsView): string {
  if (!server) return `Notices to users wait: ${why ?? 'no mail server is set'}.`;
  const from =
    source === 'environment' ? 'REKEY_SMTP_URL says so and wins over what is saved.' : 'It was saved here.';
  return `Mails are sent by ${server.host}:${server.port} as ${server.from}. ${from}`;
}

function isChecked({ security, verifyCertificate }: MailServerForm): boolean {
  return security !== 'none' && verifyCertificate;
}

/** Without what was typed into a field that is gone since. */
function shown({ ca, ...form }: MailServerForm): MailServerForm {
  return { ...form, ...(isChecked(form) && ca ? { ca } : {}) };
}

function startOf({ server }: MailSettingsView): MailServerForm {
  if (server) return { ...server, password: '' };
  return {
    host: '',
    port: 587,
    security: 'starttls',
    verifyCertificate: true,
    user: '',
    password: '',
    from: '',
    fromName: '',
  };
}
