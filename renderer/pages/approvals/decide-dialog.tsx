import { type ActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import type { ApprovalView } from '../../../main/services/approvals.ts';
import { DecisionDialog } from '../../parts/decision-dialog.tsx';
import { client, queryClient, trpc } from '../../trpc.ts';

interface Props {
  approval: ApprovalView;
  approve: boolean;
  onClose(): void;
}

/** About what somebody asked to do for one user. */
export function DecideDialog({ approval, approve, onClose }: Props) {
  const { id, action, asks, user, askedBy } = approval;
  return (
    <DecisionDialog
      approve={approve}
      title={approve ? 'Approve' : 'Reject'}
      approved="Approved. Whoever asked goes on now."
      onClose={onClose}
      decide={async (decision) => {
        await client.approvals.decide
          .mutate({ id, ...decision })
          .finally(() => queryClient.invalidateQueries(trpc.approvals.pathFilter()));
      }}
    >
      {CATALOGUE[action as ActionName]?.name ?? action} {asks} for <strong dir="auto">{user.label}</strong>,
      asked by {askedBy.name}.
    </DecisionDialog>
  );
}
