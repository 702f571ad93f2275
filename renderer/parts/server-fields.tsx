/** Fields of an address, of the database as of the mail server: nothing that a browser fills in or corrects. */
import { NumberInput, TextInput, type TextInputProps } from '@mantine/core';

interface LineProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: string;
  onChange(text: string): void;
}

export function LineField({ onChange, ...props }: LineProps) {
  return (
    <TextInput
      withAsterisk={false}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...props}
    />
  );
}

export function PortField({ value, onChange }: { value: number; onChange(port: number): void }) {
  return (
    <NumberInput
      label="Port"
      required
      withAsterisk={false}
      min={1}
      max={65535}
      allowDecimal={false}
      hideControls
      value={value}
      onChange={(port) => onChange(Number(port))}
    />
  );
}

interface FileProps {
  label: string;
  description: string;
  value: string | undefined;
  onChange(path: string | undefined): void;
}

/** A path on the machine of the console; undefined: none. */
export function PathField({ value, onChange, ...props }: FileProps) {
  return (
    <LineField
      maxLength={1024}
      value={value ?? ''}
      onChange={(text) => onChange(text.trim() || undefined)}
      {...props}
    />
  );
}

export function CertificatesField({ value, onChange }: Pick<FileProps, 'value' | 'onChange'>) {
  return (
    <PathField
      label="Certificates to trust"
      description="A file of this machine, in PEM. Empty: those that this machine trusts"
      value={value}
      onChange={onChange}
    />
  );
}
