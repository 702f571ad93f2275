/** The staff member proves once more that it is they, and what they were doing goes on by itself. */
import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { CodeField } from '../parts/code-field.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import type { Problem } from '../problem.ts';
import classes from './action-dialog.module.css';

interface Props {
  problem: Problem | null;
  confirming: boolean;
  onCode(code: string): Promise<void>;
  onCancel(): void;
}

export function FreshCode({ problem, confirming, onCode, onCancel }: Props) {
  const [code, setCode] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setCode('');
    await onCode(code);
  };
  return (
    <form className={classes.stack} onSubmit={(event) => void submit(event)}>
      <p className={classes.facts}>
        Your last code was a while ago. Enter the one your own authenticator shows now; then this goes on.
      </p>
      <CodeField
        label="Your code"
        required
        withAsterisk={false}
        autoFocus
        inputMode="numeric"
        value={code}
        onChange={setCode}
      />
      {problem && <ProblemPanel error={problem} />}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel} disabled={confirming}>
          Cancel
        </Button>
        <Button type="submit" loading={confirming}>
          Confirm and go on
        </Button>
      </div>
    </form>
  );
}
