/** The user page was opened from a request: which one, and the way back. What is done here is linked to it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Asked } from '../../actions/use-action.ts';
import { IconInbox } from '../../icons.ts';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { trpc } from '../../trpc.ts';
import { CATEGORY_WORDS, reasonOf, senderName } from '../../words/requests.ts';
import classes from './from-request.module.css';

export type FromRequest = Pick<Asked, 'reasonText' | 'ticket'> & {
  id: number;
  reason: Asked['reason'] | null;
};

/** What the action dialogs begin with; null without a request, or while it is read. */
export function useFromRequest(id: number | undefined): FromRequest | null {
  const view = useRequest(id);
  if (id === undefined) return null;
  const request = view.data?.request;
  if (!request) return { id, reason: null, reasonText: '', ticket: null };
  return { id, ticket: request.ticket, ...reasonOf(request.category) };
}

export function FromRequestBanner({ id, userId }: { id: number; userId: string }) {
  const view = useRequest(id);
  if (view.error) return <ProblemPanel error={view.error} retry={() => void view.refetch()} />;
  const request = view.data?.request;
  const fits = request?.user?.id === userId;
  return (
    <aside className={classes.banner} aria-label="The request">
      <IconInbox size={18} aria-hidden />
      <span className={`${classes.words} clip`} dir="auto">
        {request
          ? `Request ${id}: ${CATEGORY_WORDS[request.category]}, from ${senderName(request.sender)}`
          : `Request ${id}`}
      </span>
      {request && !fits && (
        <span className={classes.warn}>It is not about this user: actions are refused.</span>
      )}
      <Link className="link" to="/requests/$requestId" params={{ requestId: String(id) }}>
        Back to the request
      </Link>
    </aside>
  );
}

function useRequest(id: number | undefined) {
  return useQuery(
    trpc.requests.view.queryOptions(
      { id: id ?? 1 },
      { enabled: id !== undefined, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
}
