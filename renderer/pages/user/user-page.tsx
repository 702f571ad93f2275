/** One user: who they are, how their second factor stands, what happened, and what can be done about it. */

import { ActionIcon, Anchor, Button, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import type { ActionName } from '../../../main/contract/actions.ts';
import type { ApprovalView } from '../../../main/services/approvals.ts';
import { ActionDialog } from '../../actions/action-dialog.tsx';
import { useGivenApprovals } from '../../actions/use-given-approvals.ts';
import { IconArrowLeft, IconRefresh, IconUserSearch } from '../../icons.ts';
import { WhoIsCalling } from '../../identity/who-is-calling.tsx';
import { Emptiness } from '../../parts/emptiness.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { problemOf } from '../../problem.ts';
import { consoleNow } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { setPresentUser } from '../../shell/present-user.ts';
import { queryClient, trpc } from '../../trpc.ts';
import { nameOf } from '../../words/users.ts';
import { forgetSearches } from '../find/use-people.ts';
import { CallerSees } from './caller-sees.tsx';
import { FromRequestBanner, useFromRequest } from './from-request.tsx';
import { GivenApprovals } from './given-approvals.tsx';
import { Sessions } from './sessions.tsx';
import { Timeline } from './timeline.tsx';
import { TwoFactorCards } from './two-factor-cards.tsx';
import { UserActions } from './user-actions.tsx';
import { UserIdentity } from './user-identity.tsx';
import classes from './user-page.module.css';
import { UserSkeleton } from './user-skeleton.tsx';

export function UserPage() {
  const { userId } = useParams({ from: '/users/$userId' });
  return <OneUser key={userId} userId={userId} />;
}

function OneUser({ userId }: { userId: string }) {
  const view = useQuery(
    trpc.users.view.queryOptions(
      { userId },
      // Each reading is a look that is logged: none without somebody who looks.
      { staleTime: Number.POSITIVE_INFINITY, refetchOnMount: 'always' },
    ),
  );
  const { request, approval } = useSearch({ from: '/users/$userId' });
  const navigate = useNavigate({ from: '/users/$userId' });
  const given = useGivenApprovals().filter(({ user }) => user.id === userId);
  const [carrying, setCarrying] = useState<ApprovalView | null>(null);
  const fromRequest = useFromRequest(request);
  const [action, setAction] = useState<ActionName | null>(null);
  const page = view.data;
  const name = page && nameOf(page.user);

  const reload = useCallback(async () => {
    forgetSearches();
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.users.view.queryKey({ userId }) }),
      queryClient.invalidateQueries(trpc.approvals.pathFilter()),
      // What was proved may count no more: a reset, say, ends what came before it.
      queryClient.invalidateQueries({ queryKey: trpc.identity.view.queryKey({ userId }) }),
      queryClient.resetQueries(trpc.users.timeline.infiniteQueryFilter({ userId })),
    ]);
  }, [userId]);

  // Chosen on the page of approvals: opened here once, beside the facts.
  const chosen = given.find(({ id }) => id === approval);
  useEffect(() => {
    if (!chosen) return;
    setCarrying(chosen);
    void navigate({ search: (before) => ({ ...before, approval: undefined }), replace: true });
  }, [chosen, navigate]);

  const offers = page?.offers;
  useEffect(() => {
    if (name === undefined || !offers) return;
    const actions = offers.filter((offer) => offer.refusedBecause === null).map((offer) => offer.action);
    return setPresentUser({ fullName: name, actions, begin: setAction });
  }, [name, offers]);

  const above = (
    <div className={classes.above}>
      <Anchor
        className={classes.back ?? ''}
        onClick={() => window.history.back()}
        component="button"
        type="button"
      >
        <IconArrowLeft size={15} aria-hidden /> Back
      </Anchor>
      <Tooltip label="Read this user again">
        <ActionIcon
          aria-label="Read this user again"
          loading={view.isRefetching}
          onClick={() => void reload()}
        >
          <IconRefresh size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );

  if (!page) {
    if (!view.error) return <UserSkeleton above={above} />;
    return (
      <Page title="User" above={above}>
        {problemOf(view.error).code === 'USER_NOT_FOUND' ? <NotFound id={userId} /> : null}
        {problemOf(view.error).code !== 'USER_NOT_FOUND' && (
          <ProblemPanel error={view.error} retry={() => void view.refetch()} retrying={view.isFetching} />
        )}
      </Page>
    );
  }
  return (
    <div className={classes.page}>
      {above}
      {view.error && (
        <ProblemPanel error={view.error} retry={() => void view.refetch()} retrying={view.isFetching} />
      )}
      <div className={classes.columns}>
        <div className={classes.main}>
          {request !== undefined && <FromRequestBanner id={request} userId={userId} />}
          <GivenApprovals approvals={given} onCarryOut={setCarrying} />
          <UserIdentity page={page} />
          <WhoIsCalling userId={userId} requestId={request ?? null} onChanged={reload} />
          <TwoFactorCards page={page} />
          <CallerSees page={page} />
          <Sessions sessions={page.sessions} devices={page.devices} />
          <Timeline userId={userId} />
        </div>
        <UserActions page={page} onAction={setAction} />
      </div>
      {(carrying || action) && (
        <ActionDialog
          key={carrying?.id ?? action}
          action={carrying ? (carrying.action as ActionName) : (action as ActionName)}
          page={page}
          fromRequest={fromRequest}
          approval={carrying ?? undefined}
          seenAt={view.dataUpdatedAt + (consoleNow() - Date.now())}
          onChanged={reload}
          onClose={() => {
            setCarrying(null);
            setAction(null);
          }}
        />
      )}
    </div>
  );
}

function NotFound({ id }: { id: string }) {
  return (
    <Emptiness icon={IconUserSearch} title={`There is no user with the id ${id}`}>
      <p>The account may have been deleted meanwhile.</p>
      <Button component={Link} to="/" variant="default" mt="xs">
        Find a user
      </Button>
    </Emptiness>
  );
}
