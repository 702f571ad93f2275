/** Which page of the platform the caller meets next, and what to say to them. */
import { useState } from 'react';
import type { Problem } from '../../../db/platforms/contract.ts';
import type { UserPage } from '../../../main/services/users.ts';
import { Card } from '../../parts/card.tsx';
import { OpenPlatform } from '../../parts/open-platform.tsx';
import { consoleNow, useSignedIn } from '../../session/session.ts';
import { PROBLEM_WORDS, PROBLEMS, withTimes } from '../../words/caller.ts';
import classes from './caller-sees.module.css';

export function CallerSees({ page }: { page: UserPage }) {
  const { demo } = useSignedIn();
  const [problem, setProblem] = useState<Problem>('lost-phone');
  const { next, scripts } = page.caller;
  const script = scripts[problem];
  return (
    <Card
      title="What the caller sees"
      aside={demo && <OpenPlatform username={page.user.username} label="Open as this user" />}
    >
      <p className={classes.next}>
        Next: <strong>{next.page}</strong>
      </p>
      <p className={classes.what}>{withTimes(next.what, page.state, consoleNow())}</p>
      <fieldset className={classes.problems}>
        <legend>Their problem</legend>
        {PROBLEMS.map((one) => (
          <label key={one} className={classes.problem}>
            <input
              type="radio"
              name="caller-problem"
              checked={problem === one}
              onChange={() => setProblem(one)}
            />
            <span>{PROBLEM_WORDS[one]}</span>
          </label>
        ))}
      </fieldset>
      <div role="status">
        <p className={classes.label}>Say</p>
        <ol className={classes.say}>
          {script.say.map((sentence) => (
            <li key={sentence}>{withTimes(sentence, page.state, consoleNow())}</li>
          ))}
        </ol>
        {script.agent && (
          <p className={classes.agent}>
            <span className={classes.label}>You</span> {script.agent}
          </p>
        )}
      </div>
    </Card>
  );
}
