/** A list on paper, for an auditor: who is in it, in numbers and by name, and the hash of it as an export. */
import { useEffect, useRef, useState } from 'react';
import type { EnrolmentFilter, ListReport as Read } from '../../../main/services/enrolment/service.ts';
import { PrintButtons } from '../../parts/print-buttons.tsx';
import { consoleNow, useSignedIn } from '../../session/session.ts';
import { client } from '../../trpc.ts';
import { filterWords, monthName, share } from '../../words/enrolment.ts';
import { number } from '../../words/numbers.ts';
import { exactly, isoDay } from '../../words/time.ts';
import { ConcernRows, Names, Part, Row, TotalRows } from './paper.tsx';
import { Underway } from './underway.tsx';

export function ListReport({ filter, title }: { filter: EnrolmentFilter; title: string }) {
  const { host } = useSignedIn();
  const [read, setRead] = useState(0);
  const stopped = useRef(false);

  useEffect(() => {
    stopped.current = false;
    return () => {
      stopped.current = true;
    };
  }, []);

  /** Null: it was cancelled, or its page was left. */
  const walk = async (): Promise<Read | null> => {
    stopped.current = false;
    setRead(0);
    const { reportId } = await client.enrolment.startReport.mutate({ filter });
    for (;;) {
      const { report, users } = await client.enrolment.nextOfReport.mutate({ reportId });
      if (report) return stopped.current ? null : report;
      if (stopped.current) {
        await client.enrolment.stopReport.mutate({ reportId });
        return null;
      }
      setRead(users);
    }
  };

  return (
    <PrintButtons
      host={host}
      label="Print report"
      fileName={() => `Rekey enrolment list ${isoDay(consoleNow())}`}
      prepare={walk}
      preparation={
        <Underway
          words={`${number(read)} read`}
          onCancel={() => {
            stopped.current = true;
          }}
        />
      }
      sheet={(report) => <Paper report={report} title={title} />}
    />
  );
}

function Paper({ report, title }: { report: Read; title: string }) {
  const { platform, fullName } = useSignedIn();
  const { filter, counts, privileged, startedAt, finishedAt, sha256 } = report;
  return (
    <div className="report">
      <h1>Two-factor enrolment: {title}</h1>
      <dl>
        <dt>Platform</dt>
        <dd>{platform.label}</dd>
        <dt>Printed</dt>
        <dd>
          {exactly(Math.max(consoleNow(), finishedAt))}, by {fullName}
        </dd>
        <dt>Read</dt>
        <dd>
          {exactly(startedAt)} to {exactly(finishedAt)}
        </dd>
        <dt>Filter</dt>
        <dd dir="auto">{filterWords(filter)}</dd>
        <dt>SHA-256</dt>
        <dd className="mono">{sha256}</dd>
      </dl>
      <p>
        All of this is from one walk through the list. The hash is that of the list as CSV, made in the same
        walk: an export of the list as CSV, or “rekey enrolment report” with the same filter, has the same
        hash as long as none of its users changed.
      </p>
      <h2>In all</h2>
      <table>
        <tbody>
          <TotalRows total={counts.total} />
          {privileged !== null && (
            <Row
              name="Privileged users"
              values={[number(privileged), share(privileged, counts.total.users)]}
            />
          )}
          <ConcernRows concerns={counts.concerns} total={counts.total} />
        </tbody>
      </table>
      {filter.department === undefined && <Part title="By department" tallies={counts.byDepartment} />}
      {filter.role === undefined && <Part title="By role" tallies={counts.byRole} />}
      <Part title="By month of joining" tallies={counts.byMonth} nameOf={monthName} />
      <ByName report={report} />
    </div>
  );
}

function ByName({ report: { named, counts } }: { report: Read }) {
  const more = counts.total.users - named.length;
  return (
    <>
      <h2>By name</h2>
      {named.length === 0 ? <p>Nobody fits.</p> : <Names users={named} withState />}
      {more > 0 && <p>And {number(more)} more; the export has them all.</p>}
    </>
  );
}
