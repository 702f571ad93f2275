/** Settings as forms, asking for a fresh code where it is due; a section of the policy is saved whole. */
import { Button, NumberInput, type NumberInputProps } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import type { Policy } from '../../../main/services/policy/index.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { say } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import classes from './settings-page.module.css';

interface Props {
  section: Partial<Policy>;
  children: ReactNode;
}

export function PolicyForm({ section, children }: Props) {
  const save = async () => {
    const saved = await client.settings.setPolicy.mutate(section);
    queryClient.setQueryData(trpc.settings.view.queryKey(), saved);
    await queryClient.invalidateQueries({ queryKey: trpc.settings.policy.queryKey() });
  };
  return (
    <SettingForm save={save} saved="The policy is saved.">
      {children}
    </SettingForm>
  );
}

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

interface WholeProps extends Pick<NumberInputProps, 'label' | 'suffix' | 'min' | 'disabled'> {
  value: number;
  onChange(value: number): void;
}

/** A whole number that must be there. */
export function Whole({ min = 0, onChange, ...rest }: WholeProps) {
  return (
    <NumberInput
      required
      withAsterisk={false}
      min={min}
      allowDecimal={false}
      onChange={(typed) => onChange(Number(typed))}
      {...rest}
    />
  );
}
