/** From a list to mails: what comes of it is a bulk change, which a second person approves. */
import { Button, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { EnrolmentFilter } from '../../../main/services/enrolment/service.ts';
import { IconMail } from '../../icons.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import classes from './remind-button.module.css';

interface Props {
  filter: EnrolmentFilter;
  /** What the list is called. */
  title: string;
}

export function RemindButton(props: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconMail size={16} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        Send reminders …
      </Button>
      {opened && <RemindDialog {...props} onClose={() => setOpened(false)} />}
    </>
  );
}

function RemindDialog({ filter, title, onClose }: Props & { onClose(): void }) {
  const navigate = useNavigate();
  const [why, setWhy] = useState('');
  const [ticket, setTicket] = useState('');
  const [tried, setTried] = useState(false);
  const planning = useAttempt(async () => {
    const job = await client.enrolment.remind.mutate({
      filter,
      reason: 'other',
      reasonText: why.trim(),
      ticket: ticket.trim() || null,
    });
    await queryClient.invalidateQueries(trpc.bulk.pathFilter());
    await navigate({ to: '/bulk/$jobId', params: { jobId: String(job.id) } });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (why.trim() !== '') void planning.run();
  };
  return (
    <Dialog opened onClose={onClose} closeOnClickOutside={false} size={520} title="Send reminders">
      <form className={classes.form} onSubmit={submit} noValidate>
        <p>
          <strong dir="auto">{title}.</strong> Each of them gets one mail that says what to do: enable 2FA,
          finish pairing, or generate new backup codes. Nobody gets one who needs none, or who was reminded
          within the last 7 days.
        </p>
        <p>First comes a dry run. No mail is sent before a second person approves it.</p>
        <Textarea
          label="Why"
          data-autofocus
          autosize
          minRows={2}
          maxRows={5}
          maxLength={500}
          dir="auto"
          value={why}
          disabled={planning.busy}
          error={tried && why.trim() === '' ? 'Write why.' : null}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <TextInput
          label="Ticket (optional)"
          maxLength={64}
          autoComplete="off"
          value={ticket}
          disabled={planning.busy}
          onChange={(event) => setTicket(event.currentTarget.value)}
        />
        {planning.error !== null && <ProblemPanel error={planning.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose} disabled={planning.busy}>
            Cancel
          </Button>
          <Button type="submit" loading={planning.busy}>
            Make the dry run
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
