import { Link } from '@tanstack/react-router';
import { When } from '../../parts/when.tsx';
import type { Outputs } from '../../trpc.ts';
import { senderName } from '../../words/requests.ts';
import classes from './queue.module.css';

/** Who waits longest for somebody of the staff. */
export function LongestWait({ longest }: { longest: Outputs['requests']['summary']['longest'] }) {
  if (!longest) return null;
  return (
    <Link className={classes.longest} to="/requests/$requestId" params={{ requestId: String(longest.id) }}>
      <span className={classes.dim}>Waits longest</span>
      <span className={`${classes.longestName} clip`} dir="auto">
        {senderName(longest.sender)}
      </span>
      <span className={classes.dim}>
        <When time={longest.receivedAt} />
      </span>
    </Link>
  );
}
