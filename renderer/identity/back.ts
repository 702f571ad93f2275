/** The way back from a dialog to the panel where the caller is checked. */
export const WHO_IS_CALLING = 'who-is-calling';

/** `close` closes the dialog, which gives the focus back first. */
export function backToWhoIsCalling(close: () => void): void {
  close();
  window.setTimeout(() => {
    const panel = document.getElementById(WHO_IS_CALLING);
    panel?.scrollIntoView({ block: 'start' });
    panel?.focus({ preventScroll: true });
  }, AFTER_CLOSING);
}

/** ms; longer than the dialog takes to go. */
const AFTER_CLOSING = 300;
