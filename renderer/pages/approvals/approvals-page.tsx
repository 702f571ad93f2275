/** What waits for a second person, and what became of the rest. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApprovalView } from '../../../main/services/approvals.ts';
import { useGivenApprovals } from '../../actions/use-given-approvals.ts';
import { IconUserCheck } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { trpc } from '../../trpc.ts';
import { ApprovalCard } from './approval-card.tsx';
import classes from './approvals.module.css';
import { DecideDialog } from './decide-dialog.tsx';

/** ms between two looks. */
const POLL = 5_000;

export function ApprovalsPage() {
  const { may } = useSignedIn();
  if (!may('approvals.read')) return <NotAllowed title="Approvals" />;
  return <Approvals />;
}

function Approvals() {
  const { platform } = useSignedIn();
  const [deciding, setDeciding] = useState<{ approval: ApprovalView; approve: boolean } | null>(null);
  const list = useInfiniteQuery(
    trpc.approvals.list.infiniteQueryOptions(
      { limit: 50 },
      { getNextPageParam: (page) => page.before ?? undefined, refetchInterval: POLL },
    ),
  );
  const approvals = list.data?.pages.flatMap((page) => page.approvals) ?? [];
  const pending = approvals.filter(({ state }) => state === 'pending');
  const given = useGivenApprovals();
  const own = new Set(given.map(({ id }) => id));
  const past = approvals.filter(({ state, id }) => state !== 'pending' && !own.has(id));
  const decide = (approval: ApprovalView, approve: boolean) => setDeciding({ approval, approve });

  return (
    <Page title="Approvals">
      {list.error && (
        <ProblemPanel error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />
      )}
      {list.isPending && <div className={classes.skeleton} aria-hidden />}
      {list.data && approvals.length === 0 && (
        <Emptiness icon={IconUserCheck} title="Nothing waits for a second person">
          {platform.actions.length === 0
            ? 'Rekey can change nothing on this platform.'
            : 'An action on a privileged user, or one that the policy names, appears here until a lead or an admin decides.'}
        </Emptiness>
      )}
      <Group title="Approved for you, and not done yet" approvals={given} onDecide={decide} own />
      <Group title="Waiting" approvals={pending} onDecide={decide} />
      <Group title="Decided and past" approvals={past} onDecide={decide} />
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show earlier ones
        </Button>
      )}
      {deciding && <DecideDialog {...deciding} onClose={() => setDeciding(null)} />}
    </Page>
  );
}

interface GroupProps {
  title: string;
  approvals: ApprovalView[];
  /** Whoever looks asked for them, and may carry them out. */
  own?: boolean;
  onDecide(approval: ApprovalView, approve: boolean): void;
}

function Group({ title, approvals, onDecide, own = false }: GroupProps) {
  if (approvals.length === 0) return null;
  return (
    <section aria-label={title} className={classes.group}>
      <h2 className={classes.heading}>{title}</h2>
      <ul className={classes.list}>
        {approvals.map((approval) => (
          <li key={approval.id}>
            <ApprovalCard approval={approval} own={own} onDecide={(approve) => onDecide(approval, approve)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
