import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { WindowTitle } from '../../shell/platform-banner.tsx';
import classes from './user-page.module.css';

/** In the sizes of what comes, so that nothing jumps when it does. */
export function UserSkeleton({ above }: { above: ReactNode }) {
  return (
    <div className={classes.page}>
      <WindowTitle of="User" />
      <h1 className="quiet">Loading the user</h1>
      {above}
      <div aria-hidden>
        <div className={classes.columns}>
          <div className={classes.main}>
            <Skeleton height={222} radius={10} />
            <Skeleton height={178} radius={10} />
            <Skeleton height={120} radius={10} />
            <Skeleton height={300} radius={10} />
          </div>
          <Skeleton height={430} radius={10} />
        </div>
      </div>
    </div>
  );
}
