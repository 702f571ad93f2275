/** A form of Settings, which asks for a fresh code where it is due. */
import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import classes from './settings-page.module.css';

interface FormProps {
  /** Run again after a fresh code, where that is asked for. */
  save(): Promise<void>;
  /** What is said afterwards. */
  saved: string;
  children: ReactNode;
}

export function SettingForm({ save, saved, children }: FormProps) {
  const { freshly, prompt } = useFreshly();
  const saving = useAttempt(async () => {
    await freshly(save);
    say(saved);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void saving.run();
  };
  return (
    <form className={classes.stack} onSubmit={submit}>
      {children}
      {saving.error !== null && <ProblemPanel error={saving.error} />}
      <div className={classes.buttons}>
        <Button type="submit" variant="default" loading={saving.busy}>
          Save
        </Button>
      </div>
      {prompt}
    </form>
  );
}
