import { Progress } from '@mantine/core';
import type { Reason } from '../../../main/contract/reasons.ts';
import type { BulkView } from '../../../main/services/bulk/service.ts';
import { When } from '../../parts/when.tsx';
import { REASON_WORDS } from '../../words/actions.ts';
import { number } from '../../words/numbers.ts';
import { plural } from '../../words/time.ts';
import classes from './bulk.module.css';

/** Who, why, and how far. */
export function JobFacts({ job }: { job: BulkView }) {
  const { plannedBy, decidedBy, runBy } = job;
  const reason = REASON_WORDS[job.reason as Reason] ?? job.reason;
  return (
    <div className={classes.facts}>
      <dl>
        <div>
          <dt>Reason</dt>
          <dd dir="auto">
            {job.reasonText ? `${reason}: ${job.reasonText}` : reason}
            {job.ticket && ` · ${job.ticket}`}
          </dd>
        </div>
        <div>
          <dt>Planned by</dt>
          <dd dir="auto">
            {plannedBy.name}, <When time={job.plannedAt} />
            {job.fileName && ` · ${job.fileName}`}
          </dd>
        </div>
        {job.leaves.length > 0 && (
          <div>
            <dt>Afterwards</dt>
            <dd dir="auto">
              {job.leaves.map(({ says, users }) => (
                <div key={says}>
                  {says} ({plural(users, 'user')})
                </div>
              ))}
            </dd>
          </div>
        )}
        {decidedBy && (
          <div>
            <dt>{job.state === 'rejected' ? 'Rejected by' : 'Approved by'}</dt>
            <dd dir="auto">
              {decidedBy.name}, <When time={job.decidedAt} />
              {job.note && `: ${job.note}`}
            </dd>
          </div>
        )}
        {runBy && (
          <div>
            <dt>{job.state === 'running' ? 'Runs for' : 'Ran for'}</dt>
            <dd>
              {runBy.name}, started <When time={job.startedAt} />
            </dd>
          </div>
        )}
      </dl>
      {job.startedAt !== null && <Bar job={job} />}
      {job.stoppedBecause && <p className={classes.because}>{job.stoppedBecause}</p>}
      {job.state === 'stopped' && (
        <p className={classes.because}>
          The console that ran it gives no sign of life any more. Resumed, it goes on with the next line;
          nobody is done twice.
        </p>
      )}
    </div>
  );
}

function Bar({ job }: { job: BulkView }) {
  const { settled, ready } = job;
  return (
    <div className={classes.progress}>
      <Progress.Root size={10} transitionDuration={200}>
        <Progress.Section
          value={ready === 0 ? 100 : (settled / ready) * 100}
          aria-label="Users carried out"
          aria-valuetext={`${settled} of ${ready}`}
        />
      </Progress.Root>
      <span className={classes.count}>
        {number(settled)} of {number(ready)}
      </span>
    </div>
  );
}
