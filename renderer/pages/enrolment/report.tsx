/** The report for an auditor: what was counted, when, and the hash of it, so that two copies can be told to be the same. */

import type { EnrolmentCounts } from '../../../main/services/enrolment/counts.ts';
import type { EnrolmentOverview, EnrolmentRow } from '../../../main/services/enrolment/service.ts';
import { PrintButtons } from '../../parts/print-buttons.tsx';
import { consoleNow, useSignedIn } from '../../session/session.ts';
import { client } from '../../trpc.ts';
import { CONCERN_WORDS, monthName } from '../../words/enrolment.ts';
import { number } from '../../words/numbers.ts';
import { exactly, isoDay } from '../../words/time.ts';
import { ConcernRows, Names, Part, TotalRows } from './paper.tsx';

interface Props {
  overview: EnrolmentOverview;
  counts: EnrolmentCounts;
}

export function Report(props: Props) {
  const { host } = useSignedIn();
  return (
    <PrintButtons
      host={host}
      fileName={() => `Rekey enrolment ${isoDay(consoleNow())}`}
      prepare={async () => (isTold(props.counts) ? privilegedWithout2fa() : undefined)}
      sheet={(named) => <Paper {...props} named={named} />}
    />
  );
}

function isTold({ concerns }: EnrolmentCounts): boolean {
  return concerns['privileged-without-2fa'] !== undefined;
}

/** Users that are named on paper. */
const NAMED = 200;

interface Named {
  users: EnrolmentRow[];
  /** There are more than those. */
  more: boolean;
  /** ms UTC. */
  readAt: number;
}

/** As they are now. A page can be short without being the last. */
async function privilegedWithout2fa(): Promise<Named> {
  const users: EnrolmentRow[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof client.enrolment.list.query>> = await client.enrolment.list.query({
      filter: { concern: 'privileged-without-2fa' },
      limit: NAMED,
      cursor,
    });
    users.push(...page.users);
    cursor = page.nextCursor;
    if (cursor === null || users.length > NAMED) {
      return { users: users.slice(0, NAMED), more: users.length > NAMED, readAt: consoleNow() };
    }
  }
}

function Paper({ overview, counts, named }: Props & { named: Named | undefined }) {
  const { platform, fullName } = useSignedIn();
  return (
    <div className="report">
      <h1>Two-factor enrolment</h1>
      <dl>
        <dt>Platform</dt>
        <dd>{platform.label}</dd>
        <dt>Printed</dt>
        <dd>
          {exactly(consoleNow())}, by {fullName}
        </dd>
        <dt>Counted</dt>
        <dd>
          {overview.oldestAt !== null && exactly(overview.oldestAt)} to{' '}
          {overview.newestAt !== null && exactly(overview.newestAt)}
        </dd>
        <dt>Filter</dt>
        <dd>All users</dd>
        <dt>SHA-256</dt>
        <dd className="mono">{overview.hash}</dd>
      </dl>
      <p>
        The hash is that of the counts as canonical JSON (RFC 8785), which “rekey enrolment --json” prints.
      </p>
      <h2>In all</h2>
      <table>
        <tbody>
          <TotalRows total={counts.total} />
          <ConcernRows concerns={counts.concerns} total={counts.total} />
        </tbody>
      </table>
      {named && <Privileged {...named} counted={counts.concerns['privileged-without-2fa'] ?? 0} />}
      <Part title="By department" tallies={counts.byDepartment} />
      <Part title="By role" tallies={counts.byRole} />
      <Part title="By month of joining" tallies={counts.byMonth} nameOf={monthName} />
    </div>
  );
}

function Privileged({ users, more, readAt, counted }: Named & { counted: number }) {
  return (
    <>
      <h2>{CONCERN_WORDS['privileged-without-2fa'].list}</h2>
      {users.length === 0 && <p>Nobody, as of {exactly(readAt)}.</p>}
      {users.length > 0 && <Names users={users} />}
      {more && (
        <p>
          {counted > users.length
            ? `And ${number(counted - users.length)} more by the count`
            : 'And more since the count'}
          ; “rekey enrolment export --concern privileged-without-2fa” lists them all.
        </p>
      )}
      {users.length > 0 && <p>The names were read at {exactly(readAt)}; the hash is of the counts alone.</p>}
    </>
  );
}
