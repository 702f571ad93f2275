/**
 * Codes on the clipboard, for a minute. Electron sees whether they are still there and clears only then. A page cannot
 * look, so it clears by itself only while its window was never left: else something of another program may lie there by
 * now, and the person is asked.
 */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useSyncExternalStore } from 'react';
import { sayProblem } from '../parts/say.ts';
import { Problem } from '../problem.ts';
import type { Surroundings } from '../session/session.ts';
import { client } from '../trpc.ts';

/** ms; the host uses the same. */
const LIFETIME = 60_000;
const QUESTION = 'clipboard';

/** When the clipboard is cleared, ms of this machine; null when no codes are on it. */
let clearsAt: number | null = null;
const listeners = new Set<() => void>();
let stop = () => {};

/** @throws Problem when the clipboard refuses: then nothing was copied. */
export async function copyForAWhile(text: string, host: Surroundings['host']): Promise<void> {
  stop();
  notifications.hide(QUESTION);
  if (host.copies) await client.window.copy.mutate({ text });
  else await write(text, 'nothing was copied');
  setClearsAt(Date.now() + LIFETIME);

  let left = false;
  const leave = () => {
    left = true;
  };
  const end = () => {
    stop();
    setClearsAt(null);
  };
  const timer = setTimeout(() => {
    end();
    if (host.copies) return;
    if (left) ask();
    else void write('', 'the codes are still on it').catch(ask);
  }, LIFETIME);
  window.addEventListener('blur', leave);
  // Something else was copied here meanwhile: it is not ours to clear.
  document.addEventListener('copy', end);
  document.addEventListener('cut', end);
  stop = () => {
    clearTimeout(timer);
    window.removeEventListener('blur', leave);
    document.removeEventListener('copy', end);
    document.removeEventListener('cut', end);
  };
}

export function useClipboardClearsAt(): number | null {
  return useSyncExternalStore(subscribe, () => clearsAt);
}

function ask(): void {
  notifications.show({
    id: QUESTION,
    title: 'The codes may still be on the clipboard',
    message: (
      <>
        You were in another window meanwhile, so it was left as it is.
        <Button size="xs" variant="default" mt="xs" display="block" onClick={() => void clearNow()}>
          Clear the clipboard
        </Button>
      </>
    ),
    color: 'petrol',
    autoClose: false,
    closeButtonProps: { 'aria-label': 'Close' },
  });
}

async function clearNow(): Promise<void> {
  try {
    await write('', 'the codes may still be on it');
    notifications.hide(QUESTION);
  } catch (error) {
    sayProblem(error);
  }
}

/** `otherwise`: what is so when the clipboard refuses. */
async function write(text: string, otherwise: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new Problem({
      code: 'CLIPBOARD',
      message: `The clipboard refused; ${otherwise}.`,
      next: 'Click into this window and try again.',
    });
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
