/**
 * What the console needs from the program it runs in. Electron and the browser host each implement it;
 * nothing else in the console knows which of the two it is.
 */

/** One window's or one browser's place in the console: who is signed in is remembered by it. */
export type Seat = string & { readonly __brand: 'Seat' };

export interface Host {
  readonly kind: 'electron' | 'browser' | 'command-line';
  /** Encrypts with the operating system's keychain (Electron's safeStorage); null where there is none. */
  readonly secretStore: SecretStore | null;
  /** Puts text on the clipboard and clears it later if it is still there; null: the page must do it. */
  copyForAWhile: ((text: string, milliseconds: number) => Promise<void>) | null;
  /** Asks where to save and writes the seat's current page as PDF; false when the person cancelled. Null: the page prints. */
  savePdf: ((seat: Seat, suggestedName: string) => Promise<boolean>) | null;
  /** Opens a page of this machine (`http://127.0.0.1:PORT/…`, no other) in the person's browser. Absent: the page does it. */
  openOutside?: (address: string) => Promise<void>;
  /**
   * Opens the console anew with what is configured now, and everybody signs in there. `profile`: another one, null for the one without a
   * name; undefined for the one that is open. `refuse`: asked at the last moment, and where it throws all stays as it was. Absent: the
   * program has to be started anew.
   * @throws RekeyError as openConsole; the console goes on as it was then
   */
  reopen?: (profile?: string | null, refuse?: () => void) => Promise<void>;
}

export interface SecretStore {
  /** Base64 of the ciphertext. */
  encrypt(plain: string): string;
  /** @throws when the text was encrypted by another user or on another machine. */
  decrypt(encrypted: string): string;
}

/** The answer to one call over the bridge, the same over IPC and HTTP. */
export type Answer = { ok: true; data: unknown } | { ok: false; error: AnswerError };

export interface AnswerError {
  code: string;
  /** What happened and what did not. */
  message: string;
  /** What to do next. */
  next: string;
}
