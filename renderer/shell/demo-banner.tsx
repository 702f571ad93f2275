import { Link } from '@tanstack/react-router';
import { use } from 'react';
import { OpenPlatform } from '../parts/open-platform.tsx';
import { SignedInContext } from '../session/session.ts';
import classes from './banner.module.css';

/** On every page of the demo, so that nobody takes it for the real thing or the real thing for it. */
export function DemoBanner() {
  // Null before sign-in, where it stands as well.
  const signedIn = use(SignedInContext);
  return (
    <aside className={classes.banner} data-kind="demo" aria-label="Demo">
      <strong>Demo</strong>
      <span>Made-up people in a local database. Nothing here reaches a real platform.</span>
      {signedIn && <OpenPlatform username={null} label="Open the platform as a user" />}
      {signedIn?.may('requests.work') && (
        <Link to="/training" className={classes.training ?? ''}>
          Training
        </Link>
      )}
    </aside>
  );
}
