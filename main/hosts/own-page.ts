/** The one address of Electron's page. A scheme of our own has no other server, no file system and no network behind it. */
export const PAGE_SCHEME = 'app';
export const PAGE_ADDRESS = 'app://rekey/';

/** Node knows no origin of a custom scheme, so its parts are compared. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === 'app:' && host === 'rekey' && username === '' && password === '';
}

/** A page that a server on this machine's loopback address serves, as the sandbox does. */
export function isOnThisMachine(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  return protocol === 'http:' && hostname === '127.0.0.1' && username === '' && password === '';
}

/** The path under which a file of the page is known; null for another site. */
export function ownPath(address: string): string | null {
  return isOwnPage(address) ? new URL(address).pathname : null;
}

interface Frame {
  readonly url: string;
}

/**
 * May this frame call the console? Only the top frame of the window itself, showing our page. A frame that has
 * navigated away or was destroyed since it sent has no sender any more.
 */
export function mayCall(sender: Frame | null, mainFrame: Frame): boolean {
  return sender !== null && sender === mainFrame && isOwnPage(sender.url);
}
