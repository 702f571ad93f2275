/** The keys of the queue, wherever the focus is on the page, except where somebody types. */
import { useEffect, useEffectEvent } from 'react';
import { useDialogOpen } from '../../parts/dialog.tsx';

export interface QueueKeys {
  move(by: number): void;
  open(): void;
  take(): void;
  search(): void;
  make(): void;
}

/** Rows that Page Up and Page Down skip. */
const PAGE = 10;

export function useQueueKeys(keys: QueueKeys): void {
  const dialogOpen = useDialogOpen();
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (
      dialogOpen ||
      event.defaultPrevented ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.isComposing
    )
      return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const inSearch = target instanceof HTMLInputElement && target.type === 'search';
    if (isTyped(target) && !(inSearch && NAVIGATION.has(event.key))) return;
    // Enter on a button or a link is that button's.
    if (event.key === 'Enter' && target.closest('button, a')) return;
    const act = actionOf(event.key, keys);
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

const NAVIGATION = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Enter']);

function actionOf(key: string, keys: QueueKeys): (() => void) | null {
  if (key === 'j' || key === 'ArrowDown') return () => keys.move(1);
  if (key === 'k' || key === 'ArrowUp') return () => keys.move(-1);
  if (key === 'PageDown') return () => keys.move(PAGE);
  if (key === 'PageUp') return () => keys.move(-PAGE);
  if (key === 'Enter' || key === 'o') return keys.open;
  if (key === 't') return keys.take;
  if (key === '/') return keys.search;
  return key === 'n' ? keys.make : null;
}

function isTyped(target: HTMLElement): boolean {
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
