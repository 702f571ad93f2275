/** Tells the console that somebody is here, and that somebody that the console is about to lock. */
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { IconLock } from '../icons.ts';
import { useTimeLeft } from '../parts/use-time-left.ts';
import { client } from '../trpc.ts';
import { seconds } from '../words/time.ts';
import classes from './idle-warning.module.css';
import { consoleNow, lookAtSessionNow, useSurroundings } from './session.ts';

/** ms before the lock at which the warning appears. */
const WARNING = 60_000;
/** ms between two messages that somebody is here. */
const TOUCH_EVERY = 30_000;

/** Not the mouse moving: a knocked desk is nobody. */
const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'wheel'] as const;

export function IdleWarning() {
  const { data } = useSurroundings();
  const locksAt = data?.session.state === 'signed-in' ? data.session.locksAt : null;
  const left = useTimeLeft(locksAt, consoleNow);
  const warning = left !== null && left <= WARNING;

  useEffect(() => {
    let touchedAt = Date.now();
    const touch = () => {
      if (!warning && Date.now() - touchedAt < TOUCH_EVERY) return;
      touchedAt = Date.now();
      void stay();
    };
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, touch, { passive: true });
    return () => {
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, touch);
    };
  }, [warning]);

  const over = left !== null && left <= 0;
  useEffect(() => {
    if (over) void lookAtSessionNow();
  }, [over]);

  if (!warning) return null;
  return (
    <div className={classes.warning} role="alert">
      <IconLock size={20} aria-hidden />
      <div>
        <strong>Nothing has happened for a while.</strong>
        <div>
          Rekey locks in <span aria-live="off">{seconds(left)}</span>. Your place is kept.
        </div>
      </div>
      <Button variant="white" size="xs" onClick={() => void stay()}>
        Stay signed in
      </Button>
    </div>
  );
}

async function stay(): Promise<void> {
  // A refusal means that the session is over already; the look that follows shows it.
  await client.session.touch.mutate().catch(() => undefined);
  await lookAtSessionNow();
}
