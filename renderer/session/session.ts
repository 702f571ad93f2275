/** Who sits here, as the console sees it. Asked again and again, so that a lock is noticed without a click. */

import { useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import type { Permission, Role } from '../../main/contract/permissions.ts';
import { type Outputs, queryClient, trpc } from '../trpc.ts';
import { untilNextLook } from './reach.ts';

export type Surroundings = Outputs['session']['view'];

export function useSurroundings() {
  return useQuery(surroundings());
}

export function surroundings() {
  return trpc.session.view.queryOptions(undefined, {
    // Asked for also while the console does not answer: it is what notices that it does again.
    networkMode: 'always',
    refetchInterval: untilNextLook,
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
    gcTime: Number.POSITIVE_INFINITY,
  });
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

/** Whether this person sits here, in front of a locked window or an open one. */
export function isHere(name: string): boolean {
  const session = queryClient.getQueryData(trpc.session.view.queryKey())?.session;
  return session !== undefined && 'name' in session && session.name === name && session.state !== 'pairing';
}

export interface SignedIn {
  name: string;
  fullName: string;
  role: Role;
  may(permission: Permission): boolean;
  /** Whether the platform knows this of its users, or can tell it of them. */
  knows(
    what: Surroundings['platform']['fields'][number] | Surroundings['platform']['concerns'][number],
  ): boolean;
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
