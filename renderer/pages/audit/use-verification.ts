import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../trpc.ts';

/** ms between two looks at a verification that runs. */
const WATCH = 700;

/** The verification that runs, watched until it ends, or the last one. */
export function useVerification() {
  return useQuery(
    trpc.audit.verification.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.state === 'running' ? WATCH : false),
      staleTime: 0,
    }),
  );
}
