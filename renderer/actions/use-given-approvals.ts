import { useQuery } from '@tanstack/react-query';
import type { ApprovalView } from '../../main/services/approvals.ts';
import { useSignedIn } from '../session/session.ts';
import { trpc } from '../trpc.ts';

/** ms between two looks. */
const POLL = 5_000;

/** Approved for this staff member, for any user. */
export function useGivenApprovals(): ApprovalView[] {
  const { may } = useSignedIn();
  const given = useQuery(
    trpc.approvals.given.queryOptions(undefined, {
      enabled: may('approvals.read'),
      refetchInterval: POLL,
      staleTime: 0,
    }),
  );
  return given.data ?? [];
}
