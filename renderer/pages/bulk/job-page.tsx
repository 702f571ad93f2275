/** One bulk change: its dry run, the decision about it, how far it is, and what became of each line. */

import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { type ActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import { IconArrowLeft } from '../../icons.ts';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { trpc } from '../../trpc.ts';
import { BULK_STATE_WORDS } from '../../words/bulk.ts';
import classes from './bulk.module.css';
import { JobFacts } from './job-facts.tsx';
import { JobMoves } from './job-moves.tsx';
import { LineFilter, type Shown } from './line-filter.tsx';
import { LineTable } from './line-table.tsx';

/** ms between two looks: often while it runs here or elsewhere, seldom while somebody has to decide. */
const POLL = { running: 1_000, else: 4_000 };

export function JobPage() {
  const { may } = useSignedIn();
  const { jobId } = useParams({ from: '/bulk/$jobId' });
  if (!may('bulk.read')) return <NotAllowed title="Bulk change" />;
  return <OneJob key={jobId} id={Number(jobId)} />;
}

function OneJob({ id }: { id: number }) {
  const [shown, setShown] = useState<Shown>({});
  const view = useQuery(
    trpc.bulk.view.queryOptions(
      { id },
      {
        staleTime: 0,
        refetchInterval: ({ state }) => (state.data?.state === 'running' ? POLL.running : POLL.else),
      },
    ),
  );
  const job = view.data;
  const above = (
    <Anchor component={Link} to="/bulk" className={classes.back ?? ''}>
      <IconArrowLeft size={15} aria-hidden /> Bulk changes
    </Anchor>
  );
  if (!job) {
    return (
      <Page title={`Bulk change ${id}`} above={above}>
        {view.error ? (
          <ProblemPanel error={view.error} retry={() => void view.refetch()} retrying={view.isFetching} />
        ) : (
          <div className={classes.jobSkeleton} aria-hidden />
        )}
      </Page>
    );
  }
  const words = BULK_STATE_WORDS[job.state];
  const title = `${CATALOGUE[job.action as ActionName]?.name ?? job.action}, bulk change ${id}`;
  return (
    <Page title={title} above={above} aside={<Tag tone={words.tone}>{words.name}</Tag>} layout="fill">
      {view.error && (
        <ProblemPanel error={view.error} retry={() => void view.refetch()} retrying={view.isFetching} />
      )}
      <div className={classes.top}>
        <JobFacts job={job} />
        <JobMoves job={job} />
      </div>
      <LineFilter job={job} shown={shown} onChange={setShown} />
      <LineTable job={job} shown={shown} />
    </Page>
  );
}
