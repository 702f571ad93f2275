/** One thing a person tries with a button: is it under way, and what came of it if it failed. */
import { useCallback, useRef, useState } from 'react';

export interface Attempt<Arguments extends unknown[]> {
  run(...args: Arguments): Promise<boolean>;
  busy: boolean;
  error: unknown;
  clear(): void;
}

/** `run` answers whether it went well; a second press while the first is under way does nothing. */
export function useAttempt<Arguments extends unknown[]>(
  work: (...args: Arguments) => Promise<unknown>,
): Attempt<Arguments> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const underWay = useRef(false);

  const run = async (...args: Arguments): Promise<boolean> => {
    if (underWay.current) return false;
    underWay.current = true;
    setBusy(true);
    setError(null);
    try {
      await work(...args);
      return true;
    } catch (thrown) {
      setError(thrown);
      return false;
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };
  const clear = useCallback(() => setError(null), []);
  return { run, busy, error, clear };
}
