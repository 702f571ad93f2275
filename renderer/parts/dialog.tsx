/** Every dialog of Rekey. While one is open the palette stays shut: what a dialog holds may be lost by going elsewhere. */
import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';

export function Dialog({ opened, closeButtonProps, ...rest }: ModalProps) {
  useEffect(() => {
    if (!opened) return;
    change(1);
    return () => change(-1);
  }, [opened]);
  return (
    <Modal opened={opened} closeButtonProps={{ 'aria-label': 'Close', ...closeButtonProps }} {...rest} />
  );
}

export function useDialogOpen(): boolean {
  return useSyncExternalStore(subscribe, () => open > 0);
}

let open = 0;
const listeners = new Set<() => void>();

function change(by: number): void {
  open += by;
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
