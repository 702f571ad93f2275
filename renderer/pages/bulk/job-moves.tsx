/** What can be done with a bulk change now. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BulkView } from '../../../main/services/bulk/service.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { IconFileDownload } from '../../icons.ts';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useTimeLeft } from '../../parts/use-time-left.ts';
import { consoleNow, useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { countdown, plural } from '../../words/time.ts';
import classes from './bulk.module.css';
import { CancelDialog } from './cancel-dialog.tsx';
import { DecideDialog } from './decide-dialog.tsx';

export function JobMoves({ job }: { job: BulkView }) {
  const { id, state } = job;
  const { may } = useSignedIn();
  const [asking, setAsking] = useState<'approve' | 'reject' | 'cancel' | null>(null);
  const { freshly, prompt } = useFreshly();
  const left = useTimeLeft(state === 'approved' ? job.expiresAt : null, consoleNow);
  const moving = useAttempt(async (move: 'run' | 'pause') => {
    await freshly(() => client.bulk[move].mutate({ id })).finally(() =>
      queryClient.invalidateQueries(trpc.bulk.pathFilter()),
    );
  });
  const saving = useAttempt(async () => {
    const { fileName, csv } = await client.bulk.report.mutate({ id });
    saveFile(fileName, 'text/csv;charset=utf-8', [new Blob([csv])]);
  });
  const runs = may('bulk.run');
  const mayStop = runs && ['planned', 'approved', 'paused', 'stopped'].includes(state);
  return (
    <div className={classes.moves}>
      <div className={classes.moveRow}>
        <span className={classes.hint}>{hintOf(job, left)}</span>
        <span className={classes.buttons}>
          <Button
            variant="default"
            leftSection={<IconFileDownload size={15} aria-hidden />}
            loading={saving.busy}
            onClick={() => void saving.run()}
          >
            {state === 'done' ? 'Report' : 'Lines as CSV'}
          </Button>
          {mayStop && (
            <Button variant="default" onClick={() => setAsking('cancel')}>
              Cancel for good
            </Button>
          )}
          {state === 'planned' && job.mayNotDecide === null && (
            <>
              <Button variant="default" onClick={() => setAsking('reject')}>
                Reject
              </Button>
              <Button disabled={job.ready === 0} onClick={() => setAsking('approve')}>
                Approve
              </Button>
            </>
          )}
          {runs && state === 'running' && (
            <Button variant="default" loading={moving.busy} onClick={() => void moving.run('pause')}>
              Pause
            </Button>
          )}
          {runs && (state === 'approved' || state === 'paused' || state === 'stopped') && (
            <Button loading={moving.busy} onClick={() => void moving.run('run')}>
              {state === 'approved' ? `Start: ${plural(job.ready, 'user')}` : 'Resume'}
            </Button>
          )}
        </span>
      </div>
      {moving.error !== null && <ProblemPanel error={moving.error} />}
      {saving.error !== null && <ProblemPanel error={saving.error} />}
      {prompt}
      {asking === 'cancel' && <CancelDialog job={job} onClose={() => setAsking(null)} />}
      {(asking === 'approve' || asking === 'reject') && (
        <DecideDialog job={job} approve={asking === 'approve'} onClose={() => setAsking(null)} />
      )}
    </div>
  );
}

function hintOf(job: BulkView, left: number | null): string {
  if (job.state === 'planned' && job.ready === 0) return 'No line is ready, so there is nothing to approve.';
  if (job.state === 'planned') return job.mayNotDecide ?? 'Look at the lines before you decide.';
  if (job.state === 'approved' && left !== null) return `It has to be started within ${countdown(left)}.`;
  if (job.state === 'running') return 'Leave this page if you like; it goes on.';
  return '';
}
