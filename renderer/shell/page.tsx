/** One page: its name for the window, for assistive technology and for the eye, and its content. */
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './page.module.css';
import { WindowTitle } from './platform-banner.tsx';

interface Props {
  title: string;
  /** Above the heading, such as the way back. */
  above?: ReactNode;
  /** Beside the heading. */
  aside?: ReactNode;
  /** `fill`: the content takes the height that is left and scrolls by itself. */
  layout?: 'scroll' | 'fill';
  /** False where something else on the page takes the focus when it opens. */
  focusHeading?: boolean;
  children: ReactNode;
}

export function Page({ title, above, aside, layout = 'scroll', focusHeading = true, children }: Props) {
  return (
    <div className={classes.page} data-layout={layout}>
      <div className={classes.head}>
        {above}
        <div className={classes.headRow}>
          <Heading title={title} focus={focusHeading} />
          {aside && <div className={classes.aside}>{aside}</div>}
        </div>
      </div>
      {children}
    </div>
  );
}

function Heading({ title, focus }: { title: string; focus: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focus) heading.current?.focus({ preventScroll: true });
  }, [focus]);
  return (
    <>
      <WindowTitle of={title} />
      <h1 className={classes.title} ref={heading} tabIndex={-1}>
        {title}
      </h1>
    </>
  );
}
