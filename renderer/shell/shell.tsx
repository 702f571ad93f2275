/** Everything around a page: the demo's banner, the navigation, the palette, the warnings. */
import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { LeftCodes } from '../actions/left-codes.tsx';
import { IdleWarning } from '../session/idle-warning.tsx';
import { useSignedIn } from '../session/session.ts';
import { ConnectionLost } from './connection-lost.tsx';
import { Nav, PLACES } from './nav.tsx';
import { Palette } from './palette.tsx';
import { PlatformBanner } from './platform-banner.tsx';
import classes from './shell.module.css';

export function Shell() {
  const { may } = useSignedIn();
  usePagesAhead(may);
  const content = useRef<HTMLElement>(null);
  return (
    <div className={classes.window}>
      <button type="button" className={classes.skip} onClick={() => content.current?.focus()}>
        Skip to the page
      </button>
      <PlatformBanner />
      <ConnectionLost />
      <div className={classes.columns}>
        <Nav />
        <main className={classes.content} ref={content} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <Palette />
      <LeftCodes />
      <IdleWarning />
    </div>
  );
}

/** The code of the other pages, while nothing else is to do: then each opens at once. */
function usePagesAhead(may: ReturnType<typeof useSignedIn>['may']): void {
  const router = useRouter();
  useEffect(() => {
    const waiting = requestIdleCallback(() => {
      void router.preloadRoute({ to: '/users/$userId', params: { userId: '0' } });
      for (const { to, permission } of PLACES) if (may(permission)) void router.preloadRoute({ to });
    });
    return () => cancelIdleCallback(waiting);
  }, [router, may]);
}
