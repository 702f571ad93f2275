import { queryClient, trpc } from '../../trpc.ts';

/** The queue and its counts, after something in it changed. */
export function readAnew(): Promise<unknown> {
  return Promise.all([
    queryClient.invalidateQueries(trpc.requests.list.pathFilter()),
    queryClient.invalidateQueries(trpc.requests.summary.pathFilter()),
  ]);
}
