import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type RefObject, useEffect, useState } from 'react';
import type { Category, Channel } from '../../../main/services/requests.ts';
import { IconSearch, IconX } from '../../icons.ts';
import { CATEGORY_WORDS, CHANNEL_WORDS } from '../../words/requests.ts';
import classes from './queue.module.css';
import type { RequestsSearch } from './requests-search.ts';

interface Props {
  search: RequestsSearch;
  fieldRef: RefObject<HTMLInputElement | null>;
  onChange(search: RequestsSearch): void;
}

/** ms of silence before a query is sent. */
const SETTLE = 150;

export function QueueFilters({ search, fieldRef, onChange }: Props) {
  const [typed, setTyped] = useState(search.q ?? '');
  useEffect(() => setTyped(search.q ?? ''), [search.q]);
  const settle = useDebouncedCallback((text: string) => {
    const { q: _before, ...rest } = search;
    onChange(text.trim() === '' ? rest : { ...rest, q: text.trim() });
  }, SETTLE);
  const narrowed = search.q !== undefined || search.category !== undefined || search.channel !== undefined;

  return (
    <search className={classes.filters} aria-label="Narrow the queue">
      <TextInput
        ref={fieldRef}
        type="search"
        className={classes.searchField ?? ''}
        aria-label="Ticket, name, e-mail, phone or #number"
        placeholder="Ticket, name, e-mail, phone or #number"
        leftSection={<IconSearch size={16} aria-hidden />}
        maxLength={254}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          settle(event.currentTarget.value);
        }}
      />
      <NativeSelect
        aria-label="Category"
        value={search.category ?? ''}
        onChange={(event) => {
          const { category: _before, ...rest } = search;
          const category = event.currentTarget.value;
          onChange(category === '' ? rest : { ...rest, category: category as Category });
        }}
        data={[{ value: '', label: 'Any category' }, ...options(CATEGORY_WORDS)]}
      />
      <NativeSelect
        aria-label="Channel"
        value={search.channel ?? ''}
        onChange={(event) => {
          const { channel: _before, ...rest } = search;
          const channel = event.currentTarget.value;
          onChange(channel === '' ? rest : { ...rest, channel: channel as Channel });
        }}
        data={[{ value: '', label: 'Any channel' }, ...options(CHANNEL_WORDS)]}
      />
      {narrowed && (
        <Button
          variant="subtle"
          leftSection={<IconX size={15} aria-hidden />}
          onClick={() => {
            const { q: _q, category: _category, channel: _channel, ...rest } = search;
            setTyped('');
            onChange(rest);
          }}
        >
          Clear
        </Button>
      )}
    </search>
  );
}

export function options(words: Record<string, string>): { value: string; label: string }[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}
