/** Everything around a page: the demo's banner, the navigation, the palette, the warnings. */
import { Outlet } from '@tanstack/react-router';
import { useRef } from 'react';
import { IdleWarning } from '../session/idle-warning.tsx';
import { useSignedIn } from '../session/session.ts';
import { ConnectionLost } from './connection-lost.tsx';
import { DemoBanner } from './demo-banner.tsx';
import { Nav } from './nav.tsx';
import { Palette } from './palette.tsx';
import classes from './shell.module.css';

export function Shell() {
  const { demo } = useSignedIn();
  const content = useRef<HTMLElement>(null);
  return (
    <div className={classes.window}>
      <button type="button" className={classes.skip} onClick={() => content.current?.focus()}>
        Skip to the page
      </button>
      {demo && <DemoBanner />}
      <ConnectionLost />
      <div className={classes.columns}>
        <Nav />
        <main className={classes.content} ref={content} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Palette />
      <IdleWarning />
    </div>
  );
}
