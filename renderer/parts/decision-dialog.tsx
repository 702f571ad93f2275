/** A second person's decision, with a fresh code each time. */
import { Button, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useSignedIn } from '../session/session.ts';
import { CodeField } from './code-field.tsx';
import classes from './decision-dialog.module.css';
import { Dialog } from './dialog.tsx';
import { ProblemPanel } from './problem-panel.tsx';
import { say } from './say.ts';
import { useAttempt } from './use-attempt.ts';

export interface Decision {
  approve: boolean;
  /** Null: none was written. */
  note: string | null;
  code: string;
}

interface Props {
  approve: boolean;
  title: string;
  /** What is decided. */
  children: ReactNode;
  decide(decision: Decision): Promise<void>;
  /** What is said when it was approved. */
  approved: string;
  onClose(): void;
}

export function DecisionDialog({ approve, title, children, decide, approved, onClose }: Props) {
  const { demo } = useSignedIn();
  const [note, setNote] = useState('');
  const [code, setCode] = useState('');
  const attempt = useAttempt(async () => {
    await decide({ approve, note: note.trim() || null, code }).finally(() => setCode(''));
    say(approve ? approved : 'Rejected.');
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };
  return (
    <Dialog opened onClose={onClose} title={title} size={500}>
      <form onSubmit={submit} className={classes.form}>
        <p>{children}</p>
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
