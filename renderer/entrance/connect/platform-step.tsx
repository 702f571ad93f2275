import { Button, PasswordInput, Radio } from '@mantine/core';
import type { FormEvent } from 'react';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { asShown } from '../../parts/server-address.tsx';
import { client } from '../../trpc.ts';
import form from '../form.module.css';
import { chosenOf, type StepProps, withPlatform } from './answers.ts';
import classes from './connect.module.css';

export function PlatformStep({ answers, answer, next, attempt }: StepProps) {
  const { survey, platform, keys, server } = answers;
  const chosen = chosenOf(answers);
  const refused = answers.look?.proof ?? null;
  const look = async () => {
    if (!chosen) return;
    const needed = Object.fromEntries(chosen.keys.map(({ setting }) => [setting, keys[setting] ?? '']));
    const where = { server: asShown(server), platform: chosen.id };
    const mapping = await client.connect.choices.mutate(where);
    if (mapping) return next({ keys: needed, mapping, choices: answers.choices ?? mapping.start });
    const seen = await client.connect.look.mutate({ ...where, keys: needed });
    if (seen.proof && seen.proof.opened === 0 && seen.proof.refused > 0) answer({ look: seen });
    else next({ look: seen, keys: needed, mapping: null, choices: undefined });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(look);
  };
  return (
    <form className={form.stack} onSubmit={submit}>
      <Radio.Group label="What stands there" value={platform} onChange={(id) => answer(withPlatform(id))}>
        {survey?.found.map(({ id, label, version, evidence }) => (
          <div key={id} className={classes.found}>
            <Radio value={id} label={version ?? label} />
            <ul className={classes.evidence}>
              {evidence.map((fact) => (
                <li key={fact}>{fact}</li>
              ))}
            </ul>
          </div>
        ))}
      </Radio.Group>
      {survey?.kept && platform !== survey.kept && (
        <p>Another console of this database was connected to the other one.</p>
      )}
      {chosen?.keys.map(({ setting, without, form: written }) => (
        <PasswordInput
          key={setting}
          label={`The platform’s key (${setting})`}
          description={`Without it ${without}. It is ${written}, from whoever runs the platform`}
          required
          withAsterisk={false}
          maxLength={1024}
          autoComplete="off"
          value={keys[setting] ?? ''}
          onChange={(event) =>
            answer({ keys: { ...keys, [setting]: event.currentTarget.value.trim() }, look: null })
          }
        />
      ))}
      <div role="status">
        {refused && refused.opened === 0 && refused.refused > 0 && (
          <p className={classes.wrong}>
            That is not the platform’s key: {refused.refused} of the newest stored values do not open with it.
          </p>
        )}
      </div>
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
      <Button type="submit" loading={attempt.busy} disabled={!chosen}>
        Look at its users
      </Button>
    </form>
  );
}
