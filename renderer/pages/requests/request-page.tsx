/** One request: what was said, who it is about, what was done, and what can become of it. */
import { ActionIcon, Anchor, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { IconArrowLeft, IconRefresh } from '../../icons.ts';
import { Card } from '../../parts/card.tsx';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { When } from '../../parts/when.tsx';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { queryClient, trpc } from '../../trpc.ts';
import { CHANNEL_WORDS, STATE_WORDS, senderName } from '../../words/requests.ts';
import { readAnew } from './read-anew.ts';
import { RequestFacts } from './request-facts.tsx';
import { RequestMoves } from './request-moves.tsx';
import { RequestNotes } from './request-notes.tsx';
import classes from './request-page.module.css';
import { RequestUser } from './request-user.tsx';

export function RequestPage() {
  const { may } = useSignedIn();
  const { requestId } = useParams({ from: '/requests/$requestId' });
  if (!may('requests.read')) return <NotAllowed title="Request" />;
  return <OneRequest key={requestId} id={Number(requestId)} />;
}

function OneRequest({ id }: { id: number }) {
  const view = useQuery(
    trpc.requests.view.queryOptions(
      { id },
      // Each reading is a look that is logged: none without somebody who looks.
      { staleTime: Number.POSITIVE_INFINITY, refetchOnMount: 'always' },
    ),
  );
  const page = view.data;
  const reload = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.requests.view.queryKey({ id }) }),
      readAnew(),
    ]);
  const above = (
    <div className={classes.above}>
      <Anchor component={Link} to="/requests" className={classes.back ?? ''}>
        <IconArrowLeft size={15} aria-hidden /> Requests
      </Anchor>
      <Tooltip label="Read this request again">
        <ActionIcon
          aria-label="Read this request again"
          loading={view.isRefetching}
          onClick={() => void reload()}
        >
          <IconRefresh size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
  if (!page) {
    return (
      <Page title={`Request ${id}`} above={above}>
        {view.error && (
          <ProblemPanel error={view.error} retry={() => void view.refetch()} retrying={view.isFetching} />
        )}
      </Page>
    );
  }
  const { request } = page;
  const { name, tone } = STATE_WORDS[request.state];
  return (
    <Page
      title={`Request ${id}: ${senderName(request.sender)}`}
      above={above}
      aside={<Tag tone={tone}>{name}</Tag>}
    >
      <p className={classes.sub}>
        {CHANNEL_WORDS[request.channel]}, <When time={request.receivedAt} show="both" />
        {request.assignee && ` · ${request.assignee.name} has it`}
        {!request.assignee && ' · nobody has it yet'}
      </p>
      <RequestMoves page={page} onChanged={reload} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Card title="Message">
            <p className={classes.message} dir="auto">
              {request.message}
            </p>
          </Card>
          <RequestNotes page={page} onChanged={reload} />
        </div>
        <div className={classes.main}>
          <RequestUser page={page} onChanged={reload} />
          <RequestFacts page={page} onChanged={reload} />
        </div>
      </div>
    </Page>
  );
}
