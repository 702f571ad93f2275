/** Goes to a day and time, or to a number, in the log. */
import { Button, Popover, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { sayProblem } from '../../parts/say.ts';
import { client } from '../../trpc.ts';
import { number } from '../../words/numbers.ts';
import classes from './log-bar.module.css';
import type { LogSpan } from './log-pages.ts';

interface Props {
  span: LogSpan;
  onGo(sequence: number): void;
}

export function GoTo({ span, onGo }: Props) {
  const [opened, setOpened] = useState(false);
  const [note, setNote] = useState('');
  const go = (sequence: number) => {
    setOpened(false);
    onGo(sequence);
  };
  const goToTime = async (text: string) => {
    const time = new Date(text).getTime();
    if (Number.isNaN(time)) return setNote('Give a day and a time.');
    try {
      const sequence = await client.audit.since.query({ time });
      if (sequence === null || sequence > span.last) {
        return setNote('Nothing that is shown here was logged since then.');
      }
      go(sequence);
    } catch (error) {
      sayProblem(error);
    }
  };
  const goToNumber = (text: string) => {
    const sequence = Number(text.replaceAll(',', ''));
    if (!Number.isSafeInteger(sequence) || sequence < span.first || sequence > span.last) {
      return setNote(`Give a number from ${number(span.first)} to ${number(span.last)}.`);
    }
    go(sequence);
  };

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top-end"
      width={320}
      trapFocus
      returnFocus={false}
      withRoles={false}
    >
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          aria-haspopup="dialog"
          aria-expanded={opened}
          onClick={() => {
            setNote('');
            setOpened(!opened);
          }}
        >
          Go to …
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Go to a place in the log">
        <Way label="Day and time" submit="Go to the day" onSubmit={goToTime}>
          {(props) => <TextInput {...props} type="datetime-local" />}
        </Way>
        <Way label="Number of an entry" submit="Go to the number" onSubmit={goToNumber}>
          {(props) => <TextInput {...props} inputMode="numeric" maxLength={20} />}
        </Way>
        <p role="status" className={classes.note} hidden={note === ''}>
          {note}
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}

interface WayProps {
  label: string;
  submit: string;
  onSubmit(text: string): unknown;
  children(props: { name: string; label: string }): ReactNode;
}

function Way({ label, submit, onSubmit, children }: WayProps) {
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(String(new FormData(event.currentTarget).get('place') ?? '').trim());
      }}
    >
      {children({ name: 'place', label })}
      <Button type="submit" variant="default" px={0} aria-label={submit}>
        Go
      </Button>
    </form>
  );
}
