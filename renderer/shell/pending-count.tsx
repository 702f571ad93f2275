import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSignedIn } from '../session/session.ts';
import { trpc } from '../trpc.ts';
import { plural } from '../words/time.ts';
import classes from './nav.module.css';

/** ms between two looks. */
const POLL = 2_000;

/** How many approvals wait, beside the page's name; nothing while none do. */
export function PendingCount() {
  const { may } = useSignedIn();
  const pending = useQuery(
    trpc.approvals.pending.queryOptions(undefined, { refetchInterval: POLL, enabled: may('approvals.read') }),
  );
  return <Count count={pending.data?.count ?? 0} what="approval" />;
}

/** The same for lists that wait for a second person. */
export function PendingBulk() {
  const { may } = useSignedIn();
  const pending = useQuery(
    trpc.bulk.pending.queryOptions(undefined, { refetchInterval: POLL, enabled: may('bulk.read') }),
  );
  return <Count count={pending.data?.count ?? 0} what="bulk change" />;
}

function Count({ count, what }: { count: number; what: string }) {
  if (count === 0) return null;
  return (
    <span className={classes.count} title={`${plural(count, what)} waiting`}>
      {count}
      <VisuallyHidden> waiting</VisuallyHidden>
    </span>
  );
}
