/** The second person's decision about a list, with a fresh code each time. */
import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { BulkActionName } from '../../../main/services/bulk/names.ts';
import type { BulkView } from '../../../main/services/bulk/service.ts';
import { CodeField } from '../../parts/code-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { ACTION_WORDS } from '../../words/actions.ts';
import { BULK_ACTION_WORDS } from '../../words/bulk.ts';
import { plural } from '../../words/time.ts';
import classes from './bulk.module.css';

interface Props {
  job: BulkView;
  approve: boolean;
  onClose(): void;
}

export function DecideDialog({ job, approve, onClose }: Props) {
  const { demo } = useSignedIn();
  const [note, setNote] = useState('');
  const [code, setCode] = useState('');
  const attempt = useAttempt(async () => {
    try {
      await client.bulk.decide.mutate({ id: job.id, approve, note: note.trim() || null, code });
    } finally {
      setCode('');
      await queryClient.invalidateQueries(trpc.bulk.pathFilter());
    }
    say(approve ? 'Approved. A lead may start it now.' : 'Rejected.');
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };
  const action = job.action as BulkActionName;
  return (
    <Dialog opened onClose={onClose} title={approve ? 'Approve the list' : 'Reject the list'} size={500}>
      <form onSubmit={submit} className={classes.form}>
        <p>
          <strong>
            {ACTION_WORDS[action].name} for {plural(job.ready, 'user')}
          </strong>
          , planned by {job.plannedBy.name}. {approve && BULK_ACTION_WORDS[action]}
        </p>
        <Textarea
          label={approve ? 'Note (optional)' : 'Why not? (optional)'}
          autosize
          minRows={2}
          maxRows={5}
          maxLength={500}
          dir="auto"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
        />
        <CodeField
          label="Your code"
          description={
            demo ? 'In the demo it may be left empty.' : 'From your own authenticator, for this decision.'
          }
          required={!demo}
          withAsterisk={false}
          data-autofocus
          value={code}
          onChange={setCode}
        />
        {attempt.error !== null && <ProblemPanel error={attempt.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose} disabled={attempt.busy}>
            Cancel
          </Button>
          <Button type="submit" color={approve ? undefined : 'brick'} loading={attempt.busy}>
            {approve ? 'Approve' : 'Reject'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
