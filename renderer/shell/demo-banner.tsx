import { OpenPlatform } from '../parts/open-platform.tsx';
import classes from './demo-banner.module.css';

/** On every page of the demo, so that nobody takes it for the real thing or the real thing for it. */
export function DemoBanner() {
  return (
    <aside className={classes.banner} aria-label="Demo">
      <strong>Demo</strong>
      <span>Made-up people in a local database. Nothing here reaches a real platform.</span>
      <OpenPlatform username={null} label="Open the platform as a user" />
    </aside>
  );
}
