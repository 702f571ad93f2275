/**
 * Codes on the clipboard, for a minute. The host clears it where it can (it sees whether the codes are still there);
 * elsewhere the page overwrites it, also when the dialog that copied is closed by then.
 */
import { useSyncExternalStore } from 'react';
import type { Surroundings } from '../session/session.ts';
import { client } from '../trpc.ts';

/** ms; the host uses the same. */
const LIFETIME = 60_000;

/** When the clipboard is cleared, ms of this machine; null when no codes are on it. */
let clearsAt: number | null = null;
const listeners = new Set<() => void>();
let stop = () => {};

/** @throws when the clipboard refuses: then nothing was copied. */
export async function copyForAWhile(text: string, host: Surroundings['host']): Promise<void> {
  stop();
  if (host.copies) await client.window.copy.mutate({ text });
  else await navigator.clipboard.writeText(text);
  setClearsAt(Date.now() + LIFETIME);

  const timer = setTimeout(() => void clear(host), LIFETIME);
  // Something else was copied meanwhile: it is not ours to clear.
  const somethingElse = () => {
    stop();
    setClearsAt(null);
  };
  document.addEventListener('copy', somethingElse);
  document.addEventListener('cut', somethingElse);
  stop = () => {
    clearTimeout(timer);
    document.removeEventListener('copy', somethingElse);
    document.removeEventListener('cut', somethingElse);
  };
}

export function useClipboardClearsAt(): number | null {
  return useSyncExternalStore(subscribe, () => clearsAt);
}

async function clear(host: Surroundings['host']): Promise<void> {
  stop();
  if (host.copies) return setClearsAt(null);
  try {
    await navigator.clipboard.writeText('');
    setClearsAt(null);
  } catch {
    // A page may write only while its window has the focus: do it as soon as it has.
    window.addEventListener('focus', () => void clear(host), { once: true });
  }
}

function setClearsAt(time: number | null): void {
  clearsAt = time;
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
