/** Where a database is and who one is there: the same fields in Settings and while connecting. */
import { NativeSelect, PasswordInput } from '@mantine/core';
import { isThisMachine, passwordHolds } from '../../main/contract/server-address.ts';
import type { ConnectionForm } from '../../main/services/settings.ts';
import classes from './server-address.module.css';
import { CertificatesField, LineField, PathField, PortField } from './server-fields.tsx';

export type ServerAddress = Omit<ConnectionForm, 'platformKey'>;

const TLS = [
  { value: 'verify', label: 'Required, certificate verified' },
  { value: 'required', label: 'Required, any certificate' },
  { value: 'off', label: 'Off: everybody on the way can read along' },
];

interface Props {
  value: ServerAddress;
  onChange(change: Partial<ServerAddress>): void;
  passwordHint?: string;
}

/** A password that was typed for another server or account goes with it. It stands last, since what is above it decides who gets it. */
export function ServerAddressFields({ value, onChange: change, passwordHint }: Props) {
  const onChange = (part: Partial<ServerAddress>) =>
    change({
      ...(passwordHolds(asShown(value), asShown({ ...value, ...part })) ? {} : { password: '' }),
      ...part,
    });
  return (
    <>
      <div className={classes.pair}>
        <LineField
          label="Host"
          required
          placeholder="db.example.org"
          maxLength={253}
          value={value.host}
          onChange={(host) => onChange({ host: host.trim() })}
        />
        <PortField value={value.port} onChange={(port) => onChange({ port })} />
      </div>
      <LineField
        label="Database"
        required
        maxLength={64}
        value={value.database}
        onChange={(database) => onChange({ database: database.trim() })}
      />
      <LineField
        label="Account"
        required
        maxLength={80}
        value={value.user}
        onChange={(user) => onChange({ user: user.trim() })}
      />
      <NativeSelect
        label="TLS"
        data={TLS}
        value={value.tls}
        onChange={(event) => onChange({ tls: event.currentTarget.value as ServerAddress['tls'] })}
      />
      {value.tls === 'verify' && <CertificatesField value={value.ca} onChange={(ca) => onChange({ ca })} />}
      {value.tls !== 'off' && (
        <details className={classes.own} open={value.cert !== undefined || undefined}>
          <summary>The server asks for a certificate of the console</summary>
          <PathField
            label="Its certificate"
            description="A file of this machine, in PEM"
            value={value.cert}
            onChange={(cert) => onChange({ cert })}
          />
          <PathField
            label="Its private key"
            description="A file of this machine, in PEM, without a passphrase"
            value={value.key}
            onChange={(key) => onChange({ key })}
          />
        </details>
      )}
      <details className={classes.own} open={value.ssh !== undefined || undefined}>
        <summary>The way there leads through a bastion (SSH)</summary>
        <LineField
          label="Bastion"
          description="USER@HOST, or USER@HOST:PORT. It looks up the host above"
          maxLength={300}
          value={value.ssh ?? ''}
          onChange={(ssh) => onChange({ ssh: ssh.trim() || undefined })}
        />
        <PathField
          label="SSH key"
          description="A file of this machine, without a passphrase. Empty: the keys of the SSH agent"
          value={value.sshkey}
          onChange={(sshkey) => onChange({ sshkey })}
        />
        <PathField
          label="Known hosts"
          description="A file of this machine. Empty: OpenSSH's own"
          value={value.knownhosts}
          onChange={(knownhosts) => onChange({ knownhosts })}
        />
      </details>
      {hasSocket(value) && (
        <PathField
          label="Socket"
          description="The whole path of the server's socket. Empty: by the port"
          value={value.socket}
          onChange={(socket) => onChange({ socket })}
        />
      )}
      <PasswordInput
        label="Password"
        description={passwordHint}
        autoComplete="off"
        value={value.password}
        onChange={(event) => onChange({ password: event.currentTarget.value })}
      />
    </>
  );
}

/** Without what was typed into a field that is gone since. */
export function asShown<Form extends ServerAddress>({
  ca,
  cert,
  key,
  socket,
  sshkey,
  knownhosts,
  ...form
}: Form) {
  return {
    ...form,
    ...(form.tls === 'verify' && ca ? { ca } : {}),
    ...(form.tls !== 'off' && cert ? { cert } : {}),
    ...(form.tls !== 'off' && key ? { key } : {}),
    ...(hasSocket(form) && socket ? { socket } : {}),
    ...(form.ssh && sshkey ? { sshkey } : {}),
    ...(form.ssh && knownhosts ? { knownhosts } : {}),
  };
}

function hasSocket({ host, ssh }: Pick<ServerAddress, 'host' | 'ssh'>): boolean {
  return isThisMachine(host) && !ssh;
}
