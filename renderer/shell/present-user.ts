/** The user whose page is open, for the palette: it offers what the page offers. */

import { useSyncExternalStore } from 'react';
import type { ActionName } from '../../main/contract/actions.ts';

export interface PresentUser {
  fullName: string;
  /** What may be done now. */
  actions: readonly ActionName[];
  begin(action: ActionName): void;
}

let present: PresentUser | null = null;
const listeners = new Set<() => void>();

/** Returns what takes it away again. */
export function setPresentUser(user: PresentUser): () => void {
  present = user;
  for (const tell of listeners) tell();
  return () => {
    if (present !== user) return;
    present = null;
    for (const tell of listeners) tell();
  };
}

export function usePresentUser(): PresentUser | null {
  return useSyncExternalStore(subscribe, () => present);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
