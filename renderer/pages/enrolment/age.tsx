/** How old the numbers are, and how they are made new. */
import { Button, Progress } from '@mantine/core';
import type { EnrolmentOverview } from '../../../main/services/enrolment/service.ts';
import { IconAlertTriangle, IconRefresh } from '../../icons.ts';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { When } from '../../parts/when.tsx';
import { consoleNow, useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { number } from '../../words/numbers.ts';
import classes from './enrolment.module.css';

/** ms. They are counted each hour while a console is open. */
const OLD = 2 * 60 * 60 * 1000;

export function Age({ overview }: { overview: EnrolmentOverview }) {
  const { may } = useSignedIn();
  const { counting, oldestAt, failure, counts } = overview;
  const look = () => queryClient.invalidateQueries(trpc.enrolment.overview.pathFilter());
  const count = useAttempt(async () => {
    await client.enrolment.startCount.mutate();
    await look();
  });
  const cancel = useAttempt(async () => {
    await client.enrolment.cancelCount.mutate();
    await look();
  });
  const old = oldestAt !== null && consoleNow() - oldestAt > OLD;
  return (
    <div className={classes.age}>
      <div className={classes.ageRow}>
        <p className={classes.ageWords} data-old={old || undefined}>
          {old && <IconAlertTriangle size={16} aria-hidden />}
          {counts === null ? (
            'Nobody was counted yet.'
          ) : (
            <span>
              As of <When time={oldestAt} show="both" />
              {old && ': these numbers are old'}. What the platform changes is counted within minutes, all
              else within the hour.
            </span>
          )}
        </p>
        {may('enrolment.count') &&
          (counting ? (
            <Button variant="default" size="xs" onClick={() => void cancel.run()} loading={cancel.busy}>
              Cancel
            </Button>
          ) : (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconRefresh size={15} aria-hidden />}
              onClick={() => void count.run()}
              loading={count.busy}
            >
              Count now
            </Button>
          ))}
      </div>
      {counting && (
        <div className={classes.counting}>
          <Progress
            value={counting.allUsers === 0 ? 0 : (counting.doneUsers / counting.allUsers) * 100}
            aria-label="Counting"
          />
          <span role="status">{number(counting.doneUsers)} counted</span>
        </div>
      )}
      {failure && (
        <p className={classes.failure} role="status">
          <IconAlertTriangle size={16} aria-hidden />
          <span>
            The last count failed, <When time={failure.at} />: {failure.why} The numbers are those from before
            it.
          </span>
        </p>
      )}
      {(count.error ?? cancel.error) !== null && <ProblemPanel error={count.error ?? cancel.error} />}
    </div>
  );
}
