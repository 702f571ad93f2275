import { createHash } from 'node:crypto';

/** The part of Electron's clipboard that is used. */
export interface SystemClipboard {
  readText(): Promise<string>;
  writeText(text: string): Promise<void>;
  clear(): void;
}

export interface ClipboardKeeper {
  /** Copies the text and clears the clipboard after so many ms, unless something else was copied meanwhile. */
  copyForAWhile(text: string, milliseconds: number): Promise<void>;
  /** Does now what was to be done later; for when the program ends. */
  clearNow(): Promise<void>;
}

/** Only a hash of what was copied is kept: codes do not stay in memory for the sake of comparing them. */
export function keepClipboard(clipboard: SystemClipboard): ClipboardKeeper {
  let copied: string | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function clearNow(): Promise<void> {
    clearTimeout(timer);
    const mine = copied;
    copied = null;
    if (mine !== null && digest(await clipboard.readText()) === mine) clipboard.clear();
  }

  return {
    async copyForAWhile(text, milliseconds) {
      clearTimeout(timer);
      await clipboard.writeText(text);
      copied = digest(text);
      // An unreadable clipboard is not worth more than leaving it alone.
      timer = setTimeout(() => void clearNow().catch(() => {}), milliseconds);
    },
    clearNow,
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
