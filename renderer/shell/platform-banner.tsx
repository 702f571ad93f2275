/** On every page of a platform that has a name: which it is, in words and colour, and whether a mistake hits real people. */
import { useSurroundings } from '../session/session.ts';
import classes from './banner.module.css';
import { DemoBanner } from './demo-banner.tsx';

export function PlatformBanner() {
  const { demo = false, mark = null } = useSurroundings().data ?? {};
  if (demo) return <DemoBanner />;
  if (!mark) return null;
  return (
    <aside
      className={classes.banner}
      data-kind={mark.production ? 'production' : undefined}
      aria-label="Platform"
    >
      {mark.production && <strong>Production</strong>}
      <bdi>{mark.title}</bdi>
    </aside>
  );
}

/** What the window is called, on the taskbar as well. */
export function WindowTitle({ of: page }: { of: string }) {
  const mark = useSurroundings().data?.mark;
  const platform = mark ? ` · ${mark.title}${mark.production ? ' (production)' : ''}` : '';
  return <title>{`${page}${platform} · Rekey`}</title>;
}
