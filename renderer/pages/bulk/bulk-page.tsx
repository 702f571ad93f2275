/** Bulk changes: the list of them, and the way to a new one. */

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type ActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import type { Reason } from '../../../main/contract/reasons.ts';
import type { BulkView } from '../../../main/services/bulk/service.ts';
import { IconListDetails, IconPlus } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { When } from '../../parts/when.tsx';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { trpc } from '../../trpc.ts';
import { REASON_WORDS } from '../../words/actions.ts';
import { BULK_STATE_WORDS } from '../../words/bulk.ts';
import { number } from '../../words/numbers.ts';
import { plural } from '../../words/time.ts';
import classes from './bulk.module.css';
import { PlanDialog, useBulkActions } from './plan-dialog.tsx';

/** ms between two looks. */
const POLL = 5_000;

export function BulkPage() {
  const { may } = useSignedIn();
  if (!may('bulk.read')) return <NotAllowed title="Bulk changes" />;
  return <BulkChanges />;
}

function BulkChanges() {
  const { may } = useSignedIn();
  const offered = useBulkActions();
  const navigate = useNavigate();
  const [planning, setPlanning] = useState(false);
  const list = useInfiniteQuery(
    trpc.bulk.list.infiniteQueryOptions(
      { limit: 50 },
      { getNextPageParam: (page) => page.before ?? undefined, refetchInterval: POLL },
    ),
  );
  const jobs = list.data?.pages.flatMap((page) => page.jobs) ?? [];
  return (
    <Page
      title="Bulk changes"
      aside={
        may('bulk.plan') &&
        offered.length > 0 && (
          <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setPlanning(true)}>
            Upload a list
          </Button>
        )
      }
    >
      {list.error && (
        <ProblemPanel error={list.error} retry={() => void list.refetch()} retrying={list.isFetching} />
      )}
      {list.isPending && <div className={classes.listSkeleton} aria-hidden />}
      {list.data && jobs.length === 0 && (
        <Emptiness
          icon={IconListDetails}
          title={
            offered.length > 0 ? 'No list has been uploaded yet' : 'Nothing can be done to many at once here'
          }
        >
          {offered.length > 0
            ? 'For an incident that concerns many at once: a list of users, one action, a dry run, and a second person who approves it.'
            : 'Rekey has no action on this platform that a list may do.'}
        </Emptiness>
      )}
      {jobs.length > 0 && (
        <ul className={classes.jobs}>
          {jobs.map((job) => (
            <li key={job.id}>
              <JobRow job={job} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show earlier ones
        </Button>
      )}
      {planning && (
        <PlanDialog
          onClose={() => setPlanning(false)}
          onPlanned={(id) => void navigate({ to: '/bulk/$jobId', params: { jobId: String(id) } })}
        />
      )}
    </Page>
  );
}

function JobRow({ job }: { job: BulkView }) {
  const words = BULK_STATE_WORDS[job.state];
  return (
    <Link to="/bulk/$jobId" params={{ jobId: String(job.id) }} className={classes.job ?? ''}>
      <span className={classes.jobWhat}>
        <span className={classes.jobName}>
          {CATALOGUE[job.action as ActionName]?.name ?? job.action}: {plural(job.ready, 'user')}
        </span>
        <span className={`${classes.dim} clip`} dir="auto">
          No. {job.id} · {job.reasonText ?? REASON_WORDS[job.reason as Reason] ?? job.reason}
          {job.ticket && ` · ${job.ticket}`}
          {job.fileName && ` · ${job.fileName}`}
        </span>
      </span>
      <span className={classes.dim}>
        {job.startedAt === null ? '' : `${number(job.settled)} carried out`}
      </span>
      <span className={classes.dim}>
        {job.plannedBy.name}, <When time={job.plannedAt} />
      </span>
      <Tag tone={words.tone}>{words.name}</Tag>
    </Link>
  );
}
