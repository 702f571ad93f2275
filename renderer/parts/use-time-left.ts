import { useEffect, useState } from 'react';

/** ms left until `at` of the clock `now`, renewed each second; null when there is nothing to wait for. Never below 0. */
export function useTimeLeft(at: number | null, now: () => number): number | null {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    if (at === null) return;
    const look = () => setLeft(Math.max(0, at - now()));
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, [at, now]);
  return at === null ? null : left;
}
