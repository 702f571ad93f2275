/** Who sits here, as the console sees it. Asked again and again, so that a lock is noticed without a click. */
import { useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { Permission, Role } from '../../main/services/permissions.ts';
import { type Outputs, queryClient, trpc } from '../trpc.ts';

export type Surroundings = Outputs['session']['view'];

/** ms between two looks while nothing else happens. */
const POLL = 10_000;

export function useSurroundings() {
  return useQuery(
    trpc.session.view.queryOptions(undefined, {
      refetchInterval: POLL,
      refetchIntervalInBackground: true,
      refetchOnWindowFocus: 'always',
      staleTime: 0,
      gcTime: Number.POSITIVE_INFINITY,
    }),
  );
}

export function lookAtSessionNow(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: trpc.session.view.queryKey() });
}

/** What was read on behalf of a person leaves memory when that person is no longer there. */
export function forgetWhatWasRead(): void {
  const kept = JSON.stringify(trpc.session.view.queryKey());
  queryClient.removeQueries({
    predicate: (query) => JSON.stringify(query.queryKey).startsWith(kept.slice(0, -1)) === false,
  });
}

/** The console's clock, ms UTC: the time it told last plus what passed here since. */
export function consoleNow(): number {
  const state = queryClient.getQueryState(trpc.session.view.queryKey());
  return state?.data ? Date.now() + (state.data.now - state.dataUpdatedAt) : Date.now();
}

export interface SignedIn {
  name: string;
  fullName: string;
  role: Role;
  may(permission: Permission): boolean;
  demo: boolean;
  platform: Surroundings['platform'];
  host: Surroundings['host'];
}

export const SignedInContext = createContext<SignedIn | null>(null);

export function useSignedIn(): SignedIn {
  const signedIn = use(SignedInContext);
  if (!signedIn) throw new Error('useSignedIn outside of the signed-in part of the window');
  return signedIn;
}
