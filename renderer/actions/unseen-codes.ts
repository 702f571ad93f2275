/**
 * Codes that were issued and that nobody has seen yet: in the memory of this window and nowhere else, so that a lock does not
 * destroy them. Only whoever issued them is shown them again.
 */

import { useSyncExternalStore } from 'react';
import type { ActionName } from '../../main/contract/actions.ts';
import type { ActionResult } from '../../main/services/actions/action.ts';
import type { UserPage } from '../../main/services/users.ts';

export interface UnseenCodes {
  /** Sign-in name of the staff member who issued them. */
  issuer: string;
  action: ActionName;
  page: UserPage;
  result: ActionResult;
  actionId: string;
}

/** `inDialog`: the dialog that they were issued in is still open, and shows them. */
type Kept = UnseenCodes & { inDialog: boolean };

let kept: readonly Kept[] = [];
const listeners = new Set<() => void>();

export function keepUnseen(codes: UnseenCodes, { inDialog }: { inDialog: boolean }): void {
  change([...kept, { ...codes, inDialog }]);
}

/** The dialog is gone, and what it had to show is not. */
export function leaveUnseen(actionId: string): void {
  change(kept.map((one) => (one.actionId === actionId ? { ...one, inDialog: false } : one)));
}

/** They were seen, or are not wanted any more. */
export function forgetUnseen(actionId: string): void {
  change(kept.filter((one) => one.actionId !== actionId));
}

/** Somebody else is here now, or nobody (null). */
export function forgetUnseenOfOthers(name: string | null): void {
  change(kept.filter(({ issuer }) => issuer === name));
}

/** Those of this person that no dialog shows, the oldest first. */
export function leftUnseen(name: string): UnseenCodes | null {
  return kept.find(({ issuer, inDialog }) => issuer === name && !inDialog) ?? null;
}

export function useLeftUnseen(name: string): UnseenCodes | null {
  return useSyncExternalStore(subscribe, () => leftUnseen(name));
}

function change(next: readonly Kept[]): void {
  if (next.length === 0) window.removeEventListener('beforeunload', ask);
  else window.addEventListener('beforeunload', ask);
  kept = next;
  for (const tell of listeners) tell();
}

/** Closing or reloading the window would lose them. */
function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
