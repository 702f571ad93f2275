import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AuditCategory, AuditOutcome } from '../../../db/audit/entry.ts';
import { IconX } from '../../icons.ts';
import { trpc } from '../../trpc.ts';
import { REASON_WORDS } from '../../words/actions.ts';
import { AUDIT_ACTIONS, auditActionName, CATEGORY_WORDS, OUTCOME_WORDS } from '../../words/audit.ts';
import classes from './audit-filters.module.css';
import { type AuditSearch, filterCount, type Range } from './audit-search.ts';
import { TextFilter } from './text-filter.tsx';
import { UserFilter } from './user-filter.tsx';

interface Props {
  search: AuditSearch;
  onChange(search: AuditSearch): void;
}

const RANGE_WORDS: Record<Range, string> = {
  hour: 'The last hour',
  today: 'Today',
  week: 'The last 7 days',
  month: 'The last 30 days',
  between: 'Between …',
};

export function AuditFilters({ search, onChange }: Props) {
  const staff = useQuery(trpc.staff.list.queryOptions(undefined, { staleTime: 60_000 }));
  const names = new Set([
    ...(staff.data ?? []).map((member) => member.name),
    ...(search.staff ? [search.staff] : []),
  ]);
  const set = <Key extends keyof AuditSearch>(key: Key, value: string) => {
    const { [key]: _before, ...rest } = search;
    onChange(value === '' ? rest : { ...rest, [key]: value });
  };

  return (
    <search className={classes.filters} aria-label="Filter the log">
      <NativeSelect
        label="When"
        value={search.range ?? ''}
        onChange={(event) => {
          const { range: _range, from: _from, to: _to, ...rest } = search;
          const range = event.currentTarget.value;
          onChange(range === '' ? rest : { ...rest, range: range as Range });
        }}
        data={[{ value: '', label: 'Any time' }, ...options(RANGE_WORDS)]}
      />
      <NativeSelect
        label="Staff"
        value={search.staff ?? ''}
        onChange={(event) => set('staff', event.currentTarget.value)}
        data={[
          { value: '', label: 'Everybody' },
          ...[...names].map((name) => ({ value: name, label: name })),
        ]}
      />
      <UserFilter search={search} onChange={onChange} />
      <NativeSelect
        label="What kind"
        value={search.category ?? ''}
        onChange={(event) => set('category', event.currentTarget.value as AuditCategory)}
        data={[{ value: '', label: 'Everything' }, ...options(CATEGORY_WORDS)]}
      />
      <NativeSelect
        label="Action"
        value={search.action ?? ''}
        onChange={(event) => set('action', event.currentTarget.value)}
        data={[
          { value: '', label: 'Any' },
          ...AUDIT_ACTIONS.map((action) => ({ value: action, label: auditActionName(action) })),
        ]}
      />
      <NativeSelect
        label="Outcome"
        value={search.outcome ?? ''}
        onChange={(event) => set('outcome', event.currentTarget.value as AuditOutcome)}
        data={[{ value: '', label: 'Any' }, ...options(OUTCOME_WORDS)]}
      />
      <NativeSelect
        label="Reason"
        value={search.reason ?? ''}
        onChange={(event) => set('reason', event.currentTarget.value)}
        data={[{ value: '', label: 'Any' }, ...options(REASON_WORDS)]}
      />
      <TextFilter
        label="Ticket"
        placeholder="Any"
        maxLength={64}
        value={search.ticket ?? ''}
        onChange={(text) => set('ticket', text)}
      />
      <TextFilter
        label="Request"
        placeholder="Number"
        maxLength={12}
        inputMode="numeric"
        value={search.request === undefined ? '' : String(search.request)}
        onChange={(text) => {
          const { request: _before, ...rest } = search;
          const number = Number(text.replace(/^#/, ''));
          onChange(
            text !== '' && Number.isSafeInteger(number) && number > 0 ? { ...rest, request: number } : rest,
          );
        }}
      />
      <TextFilter
        className={classes.moment}
        label="Words"
        placeholder="In what was written, or the user's name"
        maxLength={200}
        value={search.text ?? ''}
        onChange={(text) => set('text', text)}
      />
      {search.range === 'between' && (
        <>
          <Moment
            label="From"
            time={search.from}
            onChange={(time) => onChange(withTime(search, 'from', time))}
          />
          <Moment label="To" time={search.to} onChange={(time) => onChange(withTime(search, 'to', time))} />
        </>
      )}
      {filterCount(search) > 0 && (
        <Button
          className={classes.clear ?? ''}
          variant="subtle"
          leftSection={<IconX size={15} aria-hidden />}
          onClick={() => onChange({})}
        >
          Clear
        </Button>
      )}
    </search>
  );
}

function Moment(props: { label: string; time: number | undefined; onChange(time: number | null): void }) {
  return (
    <TextInput
      className={classes.moment ?? ''}
      type="datetime-local"
      label={props.label}
      defaultValue={props.time === undefined ? '' : localText(props.time)}
      onChange={(event) => {
        const time = new Date(event.currentTarget.value).getTime();
        props.onChange(Number.isNaN(time) ? null : time);
      }}
    />
  );
}

function withTime(search: AuditSearch, key: 'from' | 'to', time: number | null): AuditSearch {
  const { [key]: _before, ...rest } = search;
  return time === null ? rest : { ...rest, [key]: time };
}

/** As the field wants it: local time to the minute, "2025-11-24T14:05". */
function localText(time: number): string {
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function options(words: Record<string, string>): { value: string; label: string }[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}
