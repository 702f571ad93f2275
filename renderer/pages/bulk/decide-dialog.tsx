import { type BulkActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import type { BulkView } from '../../../main/services/bulk/service.ts';
import { DecisionDialog } from '../../parts/decision-dialog.tsx';
import { useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { bulkActionWords } from '../../words/bulk.ts';
import { plural } from '../../words/time.ts';

interface Props {
  job: BulkView;
  approve: boolean;
  onClose(): void;
}

/** About a list. */
export function DecideDialog({ job, approve, onClose }: Props) {
  const { platform } = useSignedIn();
  const { id, ready, plannedBy } = job;
  const action = job.action as BulkActionName;
  return (
    <DecisionDialog
      approve={approve}
      title={approve ? 'Approve the list' : 'Reject the list'}
      approved="Approved. A lead may start it now."
      onClose={onClose}
      decide={async (decision) => {
        await client.bulk.decide
          .mutate({ id, ...decision })
          .finally(() => queryClient.invalidateQueries(trpc.bulk.pathFilter()));
      }}
    >
      <strong>
        {CATALOGUE[action].name} for {plural(ready, 'user')}
      </strong>
      , planned by {plannedBy.name}. {approve && bulkActionWords(action, platform)}
    </DecisionDialog>
  );
}
