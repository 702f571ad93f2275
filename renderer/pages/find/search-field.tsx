import { CloseButton, Loader, TextInput } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import { IconSearch } from '../../icons.ts';
import { useSignedIn } from '../../session/session.ts';
import { namedBy } from '../../words/users.ts';
import classes from './search-field.module.css';

interface Props {
  value: string;
  onChange(text: string): void;
  onKeyDown(event: KeyboardEvent): void;
  busy: boolean;
  listId: string;
  chosenId: string | undefined;
}

export function SearchField({ value, onChange, onKeyDown, busy, listId, chosenId }: Props) {
  const { knows } = useSignedIn();
  const name = knows('fullName') ? ['Name', 'username'] : ['Username'];
  const ways = namedBy(...name, knows('email') && 'e-mail', knows('email') && '@domain', '#id');
  const field = useRef<HTMLInputElement>(null);
  const clear = () => {
    onChange('');
    field.current?.focus();
  };
  return (
    <TextInput
      ref={field}
      classNames={{ input: classes.input ?? '' }}
      autoFocus
      role="combobox"
      aria-label={ways}
      aria-expanded={chosenId !== undefined}
      aria-controls={listId}
      aria-activedescendant={chosenId}
      aria-autocomplete="list"
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      maxLength={254}
      dir="auto"
      placeholder={ways}
      leftSectionWidth={48}
      leftSection={<IconSearch size={20} aria-hidden />}
      rightSectionWidth={48}
      rightSection={
        busy ? (
          <Loader size={18} aria-hidden />
        ) : value !== '' ? (
          <CloseButton aria-label="Clear" onClick={clear} />
        ) : null
      }
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && value !== '') {
          event.preventDefault();
          clear();
        } else onKeyDown(event);
      }}
    />
  );
}
