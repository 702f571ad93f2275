/** A time as people say it, with the exact one beside it or behind it. */
import { useSyncExternalStore } from 'react';
import { consoleNow } from '../session/session.ts';
import { day, dayAndTime, exactly, relative } from '../words/time.ts';

interface Props {
  time: number | null;
  /** What to say when there is no time. */
  never?: string;
  /** `both`: "3 h ago · 24 Nov, 14:05", without the hour when it is long ago; `relative`: the exact time is the title. */
  show?: 'both' | 'relative';
}

export function When({ time, never = 'never', show = 'relative' }: Props) {
  const now = useMinute();
  if (time === null) return <>{never}</>;
  return (
    <time dateTime={new Date(time).toISOString()} title={exactly(time)}>
      {relative(time, now)}
      {show === 'both' && ` · ${now - time < LONG_AGO ? dayAndTime(time) : day(time)}`}
    </time>
  );
}

/** ms. */
const LONG_AGO = 7 * 86_400_000;

/** The console's time, ms UTC, renewed each half minute: relative times stay true on a page left open. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => renewed);
}

let renewed = consoleNow();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    renewed = consoleNow();
    timer = setInterval(() => {
      renewed = consoleNow();
      for (const tell of listeners) tell();
    }, 30_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
  };
}
