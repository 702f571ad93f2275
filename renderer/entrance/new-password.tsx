/** A password that is being chosen, with how good it would be. */
import { PasswordInput, Progress } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { client, type Outputs } from '../trpc.ts';
import classes from './form.module.css';

type Judgement = Outputs['session']['judgePassword'];

interface Props {
  label: string;
  description: string;
  value: string;
  onChange(value: string): void;
  /** Whose it will be, as far as they are typed. */
  owner: { name: string; fullName: string; email: string | null };
}

export function NewPassword({ value, onChange, owner, ...words }: Props) {
  const judgement = useJudgement(value, owner);
  return (
    <div>
      <PasswordInput
        {...words}
        required
        withAsterisk={false}
        autoComplete="new-password"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Progress
        mt={8}
        size="sm"
        aria-label="Strength of the password"
        value={judgement?.strength ?? 0}
        color={judgement?.why === null ? 'teal' : 'orange'}
      />
      <p className={classes.strength} role="status">
        {judgement && (judgement.why === null ? 'Hard to guess.' : `Not taken yet: ${judgement.why}.`)}
      </p>
    </div>
  );
}

/** Asked when the typing settles, and kept nowhere else: what was typed is no key of a cache. */
function useJudgement(password: string, owner: Props['owner']): Judgement | null {
  const [judgement, setJudgement] = useState<Judgement | null>(null);
  const [settled] = useDebouncedValue(password, 250);
  const whose = useRef(owner);
  whose.current = owner;
  useEffect(() => {
    let current = true;
    const show = (found: Judgement | null) => current && setJudgement(found);
    if (settled === '') show(null);
    else
      client.session.judgePassword
        .query({ password: settled, owner: whose.current })
        .then(show, () => show(null));
    return () => {
      current = false;
    };
  }, [settled]);
  return judgement;
}
