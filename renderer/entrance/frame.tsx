/** What stands around everything before the console itself: the mark, the platform, and one form. */
import type { ReactNode } from 'react';
import type { Surroundings } from '../session/session.ts';
import { Mark } from '../shell/logo.tsx';
import { PlatformBanner, WindowTitle } from '../shell/platform-banner.tsx';
import classes from './frame.module.css';

interface Props {
  surroundings: Surroundings | null;
  title: string;
  /** One or two sentences under the title. */
  lead?: ReactNode;
  /** For tables and several columns. */
  wide?: boolean;
  children: ReactNode;
}

export function Frame({ surroundings, title, lead, wide, children }: Props) {
  return (
    <div className={classes.window}>
      <WindowTitle of={title} />
      <PlatformBanner />
      <div className={classes.halves}>
        <header className={classes.brand}>
          <div className={classes.name}>
            <Mark size={36} />
            <span>Rekey</span>
          </div>
          <p className={classes.promise}>
            Back into the account
            <br />
            after a lost phone.
          </p>
          <p className={classes.small}>Every look and every change is logged.</p>
          <p className={classes.platform}>{surroundings ? surroundings.platform.label : ''}</p>
        </header>
        <main className={classes.form}>
          <div className={classes.inner} data-wide={wide || undefined}>
            <h1 className={classes.title}>{title}</h1>
            {lead && <div className={classes.lead}>{lead}</div>}
            {children}
          </div>
        </main>
      </div>
    </div>
  );
}
