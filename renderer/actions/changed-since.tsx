import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { When } from '../parts/when.tsx';
import type { Problem } from '../problem.ts';
import { trpc } from '../trpc.ts';
import classes from './action-dialog.module.css';

interface Props {
  problem: Problem;
  userId: string;
  /** ms of the console's clock. */
  seenAt: number;
  onLook(): void;
  onCancel(): void;
}

/** Somebody or something was quicker: what happened meanwhile, before the agent decides again. */
export function ChangedSince({ problem, userId, seenAt, onLook, onCancel }: Props) {
  const latest = useQuery(
    trpc.users.timeline.queryOptions({ userId, limit: 8 }, { staleTime: 0, gcTime: 0 }),
  );
  const since = latest.data?.items.filter((item) => item.time >= seenAt && item.outcome !== 'refused') ?? [];
  return (
    <div className={classes.stack}>
      <ProblemPanel error={problem} />
      <div>
        <h3 className={classes.heading}>Since you looked</h3>
        {latest.isPending && <Skeleton height={40} />}
        {latest.data && since.length === 0 && (
          <p className={classes.note}>
            Something that left no trace in the timeline, such as a session that ended.
          </p>
        )}
        {since.length > 0 && (
          <ul className={classes.happened}>
            {since.map((item) => (
              <li key={item.id}>
                {item.title} (<When time={item.time} />)
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          Close
        </Button>
        <Button onClick={onLook} data-autofocus>
          Look again and decide
        </Button>
      </div>
    </div>
  );
}
