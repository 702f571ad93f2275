import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useGivenApprovals } from '../actions/use-given-approvals.ts';
import { useSignedIn } from '../session/session.ts';
import { trpc } from '../trpc.ts';
import { plural } from '../words/time.ts';
import classes from './nav.module.css';

/** ms between two looks. */
const POLL = 2_000;

/** How many approvals wait for a decision or to be carried out, beside the page's name; nothing while none do. */
export function PendingCount() {
  const { may } = useSignedIn();
  const pending = useQuery(
    trpc.approvals.pending.queryOptions(undefined, { refetchInterval: POLL, enabled: may('approvals.read') }),
  );
  const given = useGivenApprovals().length;
  const waiting = pending.data?.count ?? 0;
  const parts = [
    ...(waiting > 0 ? [`${plural(waiting, 'approval')} waiting`] : []),
    ...(given > 0 ? [`${given} approved for you`] : []),
  ];
  return <Count count={waiting + given} title={parts.join(', ')} />;
}

/** The same for lists that wait for a second person. */
export function PendingBulk() {
  const { may } = useSignedIn();
  const pending = useQuery(
    trpc.bulk.pending.queryOptions(undefined, { refetchInterval: POLL, enabled: may('bulk.read') }),
  );
  const count = pending.data?.count ?? 0;
  return <Count count={count} title={`${plural(count, 'bulk change')} waiting`} />;
}

function Count({ count, title }: { count: number; title: string }) {
  if (count === 0) return null;
  return (
    <span className={classes.count} title={title}>
      {count}
      <VisuallyHidden> waiting</VisuallyHidden>
    </span>
  );
}
