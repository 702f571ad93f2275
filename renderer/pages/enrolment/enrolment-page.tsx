/** Who is enrolled, at a glance: every number leads to the users behind it. */
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Card } from '../../parts/card.tsx';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { trpc } from '../../trpc.ts';
import { monthName } from '../../words/enrolment.ts';
import { Age } from './age.tsx';
import { Concerns } from './concerns.tsx';
import classes from './enrolment.module.css';
import { daysOf } from './enrolment-search.ts';
import { NotCounted } from './not-counted.tsx';
import { Report } from './report.tsx';
import { Shares } from './shares.tsx';
import { TallyTable } from './tally-table.tsx';

const Trend = lazy(() => import('./trend.tsx'));

/** ms between two looks: while it is being counted, and else. */
const POLL = { counting: 1_000, still: 30_000 };

export function EnrolmentPage() {
  const { may, platform } = useSignedIn();
  if (!may('enrolment.read')) return <NotAllowed title="Enrolment" />;
  return platform.counts ? <Enrolment /> : <NotCounted />;
}

function Enrolment() {
  const query = useQuery(
    trpc.enrolment.overview.queryOptions(undefined, {
      refetchInterval: ({ state }) =>
        state.data?.counting || state.data?.counts === null ? POLL.counting : POLL.still,
    }),
  );
  const overview = query.data;
  const counts = overview?.counts;
  return (
    <Page title="Enrolment" aside={overview && counts && <Report overview={overview} counts={counts} />}>
      {query.error && (
        <ProblemPanel error={query.error} retry={() => void query.refetch()} retrying={query.isFetching} />
      )}
      {query.isPending && <Skeleton />}
      {overview && <Age overview={overview} />}
      {overview && !counts && <Skeleton />}
      {overview && counts && (
        <div className={classes.grid}>
          <Shares total={counts.total} />
          {Object.keys(counts.concerns).length > 0 && <Concerns concerns={counts.concerns} />}
          <Card title="Over time">
            <Suspense fallback={<div className={classes.chart} aria-hidden />}>
              <Trend days={overview.trend} />
            </Suspense>
          </Card>
          {counts.byDepartment && (
            <TallyTable
              title="By department"
              column="Department"
              tallies={counts.byDepartment}
              link={(name) => ({ department: name ?? '' })}
            />
          )}
          {counts.byRole && (
            <TallyTable
              title="By role"
              column="Role"
              tallies={counts.byRole}
              link={(name) => ({ role: name ?? '' })}
            />
          )}
          {counts.byMonth && (
            <TallyTable
              title="By month of joining"
              column="Month"
              tallies={[...counts.byMonth].reverse()}
              nameOf={monthName}
              link={(name) => (name === null ? null : daysOf(name))}
            />
          )}
        </div>
      )}
    </Page>
  );
}

function Skeleton() {
  return (
    <div className={classes.grid} aria-hidden>
      <div className={classes.skeleton} style={{ height: 132 }} />
      <div className={classes.skeleton} style={{ height: 190 }} />
      <div className={classes.skeleton} style={{ height: 320 }} />
    </div>
  );
}
