/** A range of days on which the listed users joined. */
import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import classes from './enrolment.module.css';
import type { EnrolmentSearch } from './enrolment-search.ts';

export function JoinedBetween({ search }: { search: EnrolmentSearch }) {
  const navigate = useNavigate();
  const go = ({ from, to, ...rest }: EnrolmentSearch) =>
    void navigate({
      to: '/enrolment/users',
      search: { ...rest, ...(from && { from }), ...(to && { to }) },
      replace: true,
    });
  return (
    <search className={classes.between} aria-label="Joined between">
      <TextInput
        type="date"
        size="xs"
        label="Joined from"
        value={search.from ?? ''}
        onChange={(event) => go({ ...search, from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        size="xs"
        label="to"
        value={search.to ?? ''}
        onChange={(event) => go({ ...search, to: event.currentTarget.value })}
      />
      {(search.from || search.to) && (
        <Button size="xs" variant="subtle" onClick={() => go({ ...search, from: '', to: '' })}>
          Any day
        </Button>
      )}
      <span className={classes.dim}>Days in UTC</span>
    </search>
  );
}
