import { Button } from '@mantine/core';
import type { BulkView } from '../../../main/services/bulk/service.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { plural } from '../../words/time.ts';
import classes from './bulk.module.css';

/** Asked first, since it can not be taken back. */
export function CancelDialog({ job, onClose }: { job: BulkView; onClose(): void }) {
  const attempt = useAttempt(async () => {
    await client.bulk.cancel
      .mutate({ id: job.id })
      .finally(() => queryClient.invalidateQueries(trpc.bulk.pathFilter()));
    onClose();
  });
  return (
    <Dialog opened onClose={onClose} title="Cancel for good" size={460}>
      <div className={classes.form}>
        <p>
          {plural(job.ready - job.settled, 'user')} will not be touched, and this bulk change can not be taken
          up again. What was done stays done.
        </p>
        {attempt.error !== null && <ProblemPanel error={attempt.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose} disabled={attempt.busy} data-autofocus>
            Keep it
          </Button>
          <Button color="brick" loading={attempt.busy} onClick={() => void attempt.run()}>
            Cancel for good
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
