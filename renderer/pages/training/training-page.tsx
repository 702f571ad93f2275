/** Cases to practise on, and what was done well and what was missed in the last ones. In the demo only. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { IconListDetails } from '../../icons.ts';
import { Card } from '../../parts/card.tsx';
import { Emptiness } from '../../parts/emptiness.tsx';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { client, type Outputs, queryClient, trpc } from '../../trpc.ts';
import classes from './training.module.css';
import { TrainingRun } from './training-run.tsx';

type Scenario = Outputs['training']['scenarios'][number];

export function TrainingPage() {
  const { may, demo } = useSignedIn();
  if (!demo || !may('requests.work')) return <NotAllowed title="Training" />;
  return <Training />;
}

function Training() {
  const scenarios = useQuery(trpc.training.scenarios.queryOptions());
  // What was done meanwhile decides what is said of it.
  const runs = useQuery(
    trpc.training.runs.queryOptions(undefined, { staleTime: 0, refetchOnMount: 'always' }),
  );
  const error = scenarios.error ?? runs.error;
  const again = () => void Promise.all([scenarios.refetch(), runs.refetch()]);
  return (
    <Page title="Training">
      <p className={classes.intro}>
        One person plays the caller by the card that a case shows; the other takes the request in the queue.
        When it is closed, the audit log says what was done well and what was missed.
      </p>
      {error && <ProblemPanel error={error} retry={again} retrying={runs.isFetching} />}
      <div className={classes.columns}>
        <Card title="Cases">
          {scenarios.isPending && <Skeleton height={260} radius={8} />}
          {scenarios.data && <Cases scenarios={scenarios.data} />}
        </Card>
        <div className={classes.runs}>
          {runs.isPending && <Skeleton height={260} radius={10} />}
          {runs.data?.length === 0 && (
            <Emptiness icon={IconListDetails} title="No case was started yet">
              <p>Start one, and it stands here until it is judged.</p>
            </Emptiness>
          )}
          {runs.data?.map((run) => (
            <TrainingRun key={run.sequence} run={run} />
          ))}
        </div>
      </div>
    </Page>
  );
}

function Cases({ scenarios }: { scenarios: Scenario[] }) {
  const [chosen, setChosen] = useState<Scenario['id'] | null>(null);
  const attempt = useAttempt(async (scenario: Scenario['id']) => {
    setChosen(scenario);
    await client.training.start.mutate({ scenario });
    await queryClient.invalidateQueries({ queryKey: trpc.training.runs.queryKey() });
  });
  return (
    <>
      <ul className={classes.cases}>
        {scenarios.map(({ id, title }) => (
          <li key={id} className={classes.case}>
            <span>{title}</span>
            <Button
              size="xs"
              variant="default"
              aria-label={`Start: ${title}`}
              loading={attempt.busy && chosen === id}
              onClick={() => void attempt.run(id)}
            >
              Start
            </Button>
          </li>
        ))}
      </ul>
      {attempt.error !== null && <ProblemPanel error={attempt.error} />}
    </>
  );
}
