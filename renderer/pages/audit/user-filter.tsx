/** A user by name, as somebody would look for one; the filter itself goes by id. */
import { Autocomplete, CloseButton, Loader } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { trpc } from '../../trpc.ts';
import { labelOf } from '../../words/users.ts';
import type { AuditSearch } from './audit-search.ts';

interface Props {
  search: AuditSearch;
  onChange(search: AuditSearch): void;
}

export function UserFilter({ search, onChange }: Props) {
  const chosen = search.user === undefined ? '' : (search.who ?? `#${search.user}`);
  const [typed, setTyped] = useState(chosen);
  useEffect(() => setTyped(chosen), [chosen]);
  const [settled] = useDebouncedValue(typed.trim(), 150);
  const asking = settled !== '' && settled !== chosen;
  const found = useQuery(
    trpc.users.search.queryOptions({ query: settled, limit: 8 }, { enabled: asking, staleTime: 30_000 }),
  );
  const users = asking ? (found.data?.users ?? []) : [];
  const clear = () => {
    const { user: _user, who: _who, ...rest } = search;
    setTyped('');
    if (search.user !== undefined) onChange(rest);
  };

  return (
    <Autocomplete
      label="User"
      placeholder="Anybody"
      maxLength={254}
      value={typed}
      onChange={(text) => {
        setTyped(text);
        if (text === '') clear();
      }}
      onOptionSubmit={(label) => {
        const user = users.find((one) => labelOf(one) === label);
        if (user) onChange({ ...search, user: user.id, who: labelOf(user) });
      }}
      onBlur={() => setTyped(chosen)}
      // They are the answer already, by whatever the console found them.
      filter={({ options }) => options}
      data={users.map(labelOf)}
      rightSection={
        asking && found.isFetching ? (
          <Loader size={14} aria-hidden />
        ) : chosen !== '' ? (
          <CloseButton size="sm" aria-label="Any user" onClick={clear} />
        ) : null
      }
    />
  );
}
