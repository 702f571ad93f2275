/** What happened to the request, oldest first, and the next note. */
import { Button, Textarea } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { RequestPage } from '../../../main/services/requests.ts';
import { Card } from '../../parts/card.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useSignedIn } from '../../session/session.ts';
import { client } from '../../trpc.ts';
import { eventWords } from '../../words/requests.ts';
import { dayAndTime, exactly } from '../../words/time.ts';
import classes from './request-page.module.css';

interface Props {
  page: RequestPage;
  onChanged(): Promise<unknown>;
}

export function RequestNotes({ page, onChanged }: Props) {
  const { may } = useSignedIn();
  return (
    <Card title="Timeline">
      <ol className={classes.timeline}>
        {page.events.map((event) => (
          <li key={event.id} className={classes.event} data-kind={event.kind}>
            <div className={classes.eventHead}>
              <span className={classes.eventTitle} dir="auto">
                {eventWords(event)}
              </span>
              {event.sequence !== null && may('audit.read') && (
                <Link className="link" to="/audit" search={{ entry: event.sequence }}>
                  Entry {event.sequence}
                </Link>
              )}
              <time
                className={classes.eventTime}
                dateTime={new Date(event.time).toISOString()}
                title={exactly(event.time)}
              >
                {dayAndTime(event.time)}
              </time>
            </div>
            {event.note && (
              <p className={classes.note} dir="auto">
                {event.note}
              </p>
            )}
          </li>
        ))}
      </ol>
      {may('requests.work') && <AddNote id={page.request.id} onChanged={onChanged} />}
    </Card>
  );
}

function AddNote({ id, onChanged }: { id: number; onChanged(): Promise<unknown> }) {
  const [text, setText] = useState('');
  const adding = useAttempt(async () => {
    await client.requests.note.mutate({ id, text });
    setText('');
    await onChanged();
  });
  return (
    <form
      className={classes.addNote}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') void adding.run();
      }}
    >
      <Textarea
        aria-label="Add a note"
        placeholder="Add a note for the next colleague"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4_000}
        dir="auto"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {adding.error !== null && <ProblemPanel error={adding.error} />}
      <Button type="submit" variant="default" size="xs" loading={adding.busy} disabled={text.trim() === ''}>
        Add the note
      </Button>
    </form>
  );
}
