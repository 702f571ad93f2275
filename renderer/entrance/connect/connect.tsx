/** "Connect to your platform": five steps, each tried before the next; nothing is kept before the last. */
import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { IconArrowLeft } from '../../icons.ts';
import type { Surroundings } from '../../session/session.ts';
import { Frame } from '../frame.tsx';
import { type Answers, NOTHING, STEPS } from './answers.ts';
import classes from './connect.module.css';
import { FoundStep } from './found-step.tsx';
import { KeepStep } from './keep-step.tsx';
import { PlatformStep } from './platform-step.tsx';
import { ServerStep } from './server-step.tsx';
import { TablesStep } from './tables-step.tsx';

interface Props {
  surroundings: Surroundings;
  back(): void;
}

export default function Connect({ surroundings, back }: Props) {
  const [answers, setAnswers] = useState<Answers>(NOTHING);
  const [at, setAt] = useState(0);
  const step = STEPS[at] ?? STEPS[0];
  const props = {
    answers,
    /** What follows from an answer goes with it; see answers.ts. */
    answer: (change: Partial<Answers>) => setAnswers((before) => ({ ...before, ...change })),
    next: (change: Partial<Answers> = {}) => {
      setAnswers((before) => ({ ...before, ...change }));
      setAt((now) => Math.min(now + 1, STEPS.length - 1));
    },
  };

  return (
    <Frame surroundings={surroundings} title="Connect to your platform" lead={step.lead} wide>
      <ol className={classes.steps} aria-label="Steps">
        {STEPS.map(({ id, name }, index) => (
          <li key={id} className={classes.step} aria-current={index === at ? 'step' : undefined}>
            {index < at ? (
              <UnstyledButton className={classes.stepBack} onClick={() => setAt(index)}>
                {name}
              </UnstyledButton>
            ) : (
              name
            )}
          </li>
        ))}
      </ol>
      {step.id === 'server' && <ServerStep {...props} />}
      {step.id === 'platform' && <PlatformStep {...props} />}
      {step.id === 'found' && <FoundStep {...props} />}
      {step.id === 'tables' && <TablesStep {...props} />}
      {step.id === 'keep' && <KeepStep {...props} />}
      <UnstyledButton className={classes.back} onClick={at === 0 ? back : () => setAt(at - 1)}>
        <IconArrowLeft size={16} aria-hidden />
        {at === 0 ? 'Back to the demo' : 'One step back'}
      </UnstyledButton>
    </Frame>
  );
}
