/** A decision, with a fresh code each time. */
import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ActionName } from '../../../main/services/actions/names.ts';
import type { ApprovalView } from '../../../main/services/approvals.ts';
import { CodeField } from '../../parts/code-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { ACTION_WORDS } from '../../words/actions.ts';
import classes from './approvals.module.css';

interface Props {
  approval: ApprovalView;
  approve: boolean;
  onClose(): void;
}

export function DecisionDialog({ approval, approve, onClose }: Props) {
  const { demo } = useSignedIn();
  const [note, setNote] = useState('');
  const [code, setCode] = useState('');
  const attempt = useAttempt(async () => {
    try {
      const blank = note.trim() === '';
      await client.approvals.decide.mutate({
        id: approval.id,
        approve,
        note: blank ? null : note.trim(),
        code,
      });
    } finally {
      setCode('');
      await queryClient.invalidateQueries(trpc.approvals.pathFilter());
    }
    say(approve ? 'Approved. Whoever asked goes on now.' : 'Rejected.');
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };
  const action = ACTION_WORDS[approval.action as ActionName]?.name ?? approval.action;
  return (
    <Dialog opened onClose={onClose} title={approve ? 'Approve' : 'Reject'} size={480}>
      <form onSubmit={submit} className={classes.form}>
        <p>
          {action} {approval.asks} for <strong dir="auto">{approval.user.label}</strong>, asked by{' '}
          {approval.askedBy.name}.
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
