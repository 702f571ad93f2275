/** "Connect to your platform": step by step, each tried before the next; nothing is kept before the last. */
import { Fieldset, UnstyledButton } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { IconArrowLeft } from '../../icons.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import type { Surroundings } from '../../session/session.ts';
import { Frame } from '../frame.tsx';
import { type Answers, NOTHING, type StepProps, stepsOf } from './answers.ts';
import classes from './connect.module.css';
import { FoundStep } from './found-step.tsx';
import { KeepStep } from './keep-step.tsx';
import { MappingStep } from './mapping-step.tsx';
import { PlatformStep } from './platform-step.tsx';
import { ServerStep } from './server-step.tsx';
import { TablesStep } from './tables-step.tsx';

interface Props {
  surroundings: Surroundings;
  back(): void;
}

export default function Connect({ surroundings, back }: Props) {
  const [answers, setAnswers] = useState<Answers>(NOTHING);
  /** `visit`: coming again, or no longer waiting, is another one. */
  const [{ at, visit }, setPlace] = useState({ at: 0, visit: 0 });
  const go = (to: number) => setPlace((before) => ({ at: to, visit: before.visit + 1 }));
  const step = stepsOf(answers)[at];

  return (
    <Frame surroundings={surroundings} title="Connect to your platform" lead={step?.lead} wide>
      <Step
        key={visit}
        at={at}
        answers={answers}
        // What follows from an answer goes with it; see answers.ts.
        answer={(change) => setAnswers((before) => ({ ...before, ...change }))}
        go={go}
        leave={back}
      />
    </Frame>
  );
}

interface StepsProps extends Pick<StepProps, 'answers' | 'answer'> {
  at: number;
  go(to: number): void;
  leave(): void;
}

/** One visit of one step. */
function Step({ at, answers, answer, go, leave }: StepsProps) {
  const heard = useHeard();
  const attempt = useFocusBack(useAttempt((work: () => Promise<unknown>) => work()));
  const steps = stepsOf(answers);
  const id = steps[at]?.id ?? 'server';
  const props: StepProps = {
    ...{ answers, attempt },
    answer: heard(answer),
    next: heard((change: Partial<Answers> = {}) => {
      answer(change);
      go(at + 1);
    }),
  };
  const waits = attempt.busy && LEAVES_NOTHING.includes(id);

  return (
    <>
      <ol className={classes.steps} aria-label="Steps">
        {steps.map(({ id: each, name }, index) => (
          <li key={each} className={classes.step} aria-current={index === at ? 'step' : undefined}>
            {index < at && !attempt.busy ? (
              <UnstyledButton className={classes.stepBack} onClick={() => go(index)}>
                {name}
              </UnstyledButton>
            ) : (
              name
            )}
          </li>
        ))}
      </ol>
      <Fieldset variant="unstyled" className={classes.fieldset ?? ''} disabled={attempt.busy}>
        {id === 'server' && <ServerStep {...props} />}
        {id === 'platform' && <PlatformStep {...props} />}
        {id === 'mapping' && <MappingStep {...props} />}
        {id === 'found' && <FoundStep {...props} />}
        {id === 'tables' && <TablesStep {...props} />}
        {id === 'keep' && <KeepStep {...props} />}
      </Fieldset>
      {(waits || !attempt.busy) && (
        <UnstyledButton
          className={classes.back}
          onClick={() => (waits ? go(at) : at === 0 ? leave() : go(at - 1))}
        >
          <IconArrowLeft size={16} aria-hidden />
          {waits ? 'Do not wait any longer' : at === 0 ? 'Back to the demo' : 'One step back'}
        </UnstyledButton>
      )}
    </>
  );
}

/** Steps that only look: whoever does not wait for the end has changed nothing. */
const LEAVES_NOTHING: readonly string[] = ['server', 'platform', 'mapping'];

/** Makes a function do nothing once the component that asked for it is gone. */
function useHeard() {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return <Arguments extends unknown[]>(listen: (...args: Arguments) => void) =>
    (...args: Arguments) => {
      if (here.current) listen(...args);
    };
}

/** Fields that are disabled for a while lose the focus, and with it the place of whoever works with keys. */
function useFocusBack({ busy, run, ...rest }: StepProps['attempt']): StepProps['attempt'] {
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (!busy && focused.current instanceof HTMLElement) focused.current.focus();
  }, [busy]);
  return {
    ...{ ...rest, busy },
    run: (work) => {
      focused.current = document.activeElement;
      return run(work);
    },
  };
}
