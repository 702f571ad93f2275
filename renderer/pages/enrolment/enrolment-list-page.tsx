/** The users behind a number. */
import { Link, useSearch } from '@tanstack/react-router';
import { IconArrowLeft } from '../../icons.ts';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { CONCERN_WORDS, ENROLMENT_WORDS } from '../../words/enrolment.ts';
import { calendarDay } from '../../words/time.ts';
import classes from './enrolment.module.css';
import { type EnrolmentSearch, filterOf } from './enrolment-search.ts';
import { ExportMenu } from './export-menu.tsx';
import { JoinedBetween } from './joined-between.tsx';
import { ListReport } from './list-report.tsx';
import { NotCounted } from './not-counted.tsx';
import { RemindButton } from './remind-button.tsx';
import { UserTable } from './user-table.tsx';

const AS_IT_WAS =
  'By the dates in today’s records, so the number may differ from the one of that day: who left since is not listed, and ' +
  'who paired anew counts from then on. The table shows the users as they are now.';

export function EnrolmentListPage() {
  const { may, knows, platform } = useSignedIn();
  const search = useSearch({ from: '/enrolment/users' });
  if (!may('enrolment.read')) return <NotAllowed title="Enrolment" />;
  if (!platform.counts) return <NotCounted />;
  const { title, rest } = headingOf(search);
  const filter = filterOf(search);
  return (
    <Page
      title={title}
      layout="fill"
      above={
        <Link to="/enrolment" className={classes.back ?? ''}>
          <IconArrowLeft size={15} aria-hidden />
          Enrolment
        </Link>
      }
      aside={
        <>
          {platform.actions.includes('send-reminder') && may('user.remind') && may('bulk.plan') && (
            <RemindButton filter={filter} title={title} />
          )}
          {may('enrolment.export') && (
            // A report of another list than the one in sight must not come out of the printer.
            <ListReport key={JSON.stringify(filter)} filter={filter} title={title} />
          )}
          {may('enrolment.export') && <ExportMenu filter={filter} />}
        </>
      }
    >
      {search.on && <p className={classes.listWords}>{AS_IT_WAS}</p>}
      {rest && <p className={classes.listWords}>{rest}</p>}
      {knows('createdAt') && <JoinedBetween search={search} />}
      <UserTable filter={filter} />
    </Page>
  );
}

function headingOf({ state, concern, department, role, on }: EnrolmentSearch): {
  title: string;
  rest: string | null;
} {
  const cuts = [
    department !== undefined && (department === '' ? 'without a department' : `department ${department}`),
    role !== undefined && (role === '' ? 'without a role' : `role ${role}`),
  ].filter((cut) => cut !== false);
  const which = concern
    ? CONCERN_WORDS[concern].list
    : state
      ? `Users ${ENROLMENT_WORDS[state].list}`
      : 'Users';
  if (on) cuts.push(`at the end of ${calendarDay(on)}`);
  const meaning = concern ? CONCERN_WORDS[concern].meaning : null;
  return { title: [which, ...cuts].join(', '), rest: meaning };
}
