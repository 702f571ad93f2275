/** A filter that is typed: it filters when the typing settles, so that the log is not asked at each key. */
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';

interface Props {
  label: string;
  placeholder: string;
  value: string;
  maxLength: number;
  inputMode?: 'text' | 'numeric';
  className?: string | undefined;
  onChange(text: string): void;
}

/** ms. */
const SETTLED = 300;

export function TextFilter({ label, placeholder, value, maxLength, inputMode, className, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const settle = useDebouncedCallback((text: string) => onChange(text.trim()), SETTLED);
  return (
    <TextInput
      {...(className ? { className } : {})}
      label={label}
      placeholder={placeholder}
      value={typed}
      maxLength={maxLength}
      {...(inputMode ? { inputMode } : {})}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onChange(typed.trim());
      }}
      rightSection={
        typed === '' ? null : (
          <CloseButton
            size="sm"
            aria-label={`Clear ${label}`}
            onClick={() => {
              setTyped('');
              onChange('');
            }}
          />
        )
      }
    />
  );
}
