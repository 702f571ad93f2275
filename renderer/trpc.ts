/** The typed client and the query cache. Types come from the router itself; nothing else of main is imported. */
import { hashKey, MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createTRPCClient, TRPCClientError, type TRPCLink } from '@trpc/client';
import type { inferRouterOutputs } from '@trpc/server';
import { observable } from '@trpc/server/observable';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '../main/api/router.ts';
import { call } from './bridge.ts';
import { endsSession, isAway, problemOf } from './problem.ts';
import { lookedAtSession } from './session/reach.ts';

export type Outputs = inferRouterOutputs<AppRouter>;

const bridgeLink: TRPCLink<AppRouter> =
  () =>
  ({ op }) =>
    observable((observer) => {
      call(op.path, op.input, op.signal).then(
        (data) => {
          observer.next({ result: { type: 'data', data } });
          observer.complete();
        },
        (error: unknown) => observer.error(TRPCClientError.from(asError(error))),
      );
    });

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

export const client = createTRPCClient<AppRouter>({ links: [bridgeLink] });

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      if (query.queryHash === sessionHash()) lookedAtSession(!isAway(problemOf(error).code));
      // Its own failure asks for no other look: that would be one after the other, without a pause.
      else lookAtSession(error);
    },
    onSuccess(_data, query) {
      if (query.queryHash === sessionHash()) lookedAtSession(true);
    },
  }),
  mutationCache: new MutationCache({ onError: lookAtSession }),
  defaultOptions: {
    // "Online" is whether the console answers, see session/reach.ts. It retries databases by itself.
    queries: {
      networkMode: 'online',
      retry: false,
      refetchOnWindowFocus: false,
      staleTime: 5_000,
      gcTime: 60_000,
    },
    mutations: { networkMode: 'always', retry: false, gcTime: 0 },
  },
});

export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });

function lookAtSession(error: unknown): void {
  const { code } = problemOf(error);
  if (!endsSession(code) && !isAway(code)) return;
  void queryClient.invalidateQueries({ queryKey: trpc.session.view.queryKey() }, { cancelRefetch: false });
}

function sessionHash(): string {
  return hashKey(trpc.session.view.queryKey());
}
