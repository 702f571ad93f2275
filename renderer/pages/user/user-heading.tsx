import { useEffect, useRef } from 'react';
import { WindowTitle } from '../../shell/platform-banner.tsx';
import classes from './user-identity.module.css';

/** Takes the focus when the page opens, so that a screen reader says whose page it is. */
export function UserHeading({ name }: { name: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <WindowTitle of={name} />
      <h1 className={`${classes.name} clip`} dir="auto" title={name} ref={heading} tabIndex={-1}>
        {name}
      </h1>
    </>
  );
}
