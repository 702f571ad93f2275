/** Where a staff member types the code of their own authenticator, or one of their own backup codes. */
import { TextInput, type TextInputProps } from '@mantine/core';
import classes from './code-field.module.css';

interface Props extends Omit<TextInputProps, 'onChange' | 'value'> {
  value: string;
  onChange(value: string): void;
}

export function CodeField({ value, onChange, ...rest }: Props) {
  return (
    <TextInput
      label="Code from your authenticator app"
      classNames={{ input: classes.code ?? '' }}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={256}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
