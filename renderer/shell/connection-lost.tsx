import { IconPlugConnected } from '../icons.ts';
import { useSurroundings } from '../session/session.ts';
import classes from './connection-lost.module.css';

/** The console stopped answering while somebody works: said at once, not at the next click. */
export function ConnectionLost() {
  const { error } = useSurroundings();
  return (
    <div role="status">
      {error && (
        <div className={classes.strip}>
          <IconPlugConnected size={16} aria-hidden />
          Rekey does not answer. What you see may be old; it is asked again by itself.
        </div>
      )}
    </div>
  );
}
