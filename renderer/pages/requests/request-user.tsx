/** Which user the request is about: suggested by the sender's address, confirmed by whoever has the request. */
import { Autocomplete, Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { UserSummary } from '../../../db/platforms/contract.ts';
import type { RequestPage } from '../../../main/services/requests.ts';
import { Card } from '../../parts/card.tsx';
import { Face } from '../../parts/face.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { EnrolmentTag, WarningTags } from '../../parts/user-tags.tsx';
import { useSignedIn } from '../../session/session.ts';
import { client, trpc } from '../../trpc.ts';
import { detailOf, labelOf, namedBy, nameOf } from '../../words/users.ts';
import classes from './request-page.module.css';

interface Props {
  page: RequestPage;
  onChanged(): Promise<unknown>;
}

export function RequestUser({ page, onChanged }: Props) {
  const { knows, platform } = useSignedIn();
  const { request, user, suggestion, editable } = page;
  const mayConfirm = editable && request.assignee !== null;
  const setting = useAttempt(async (userId: string | null) => {
    await client.requests.confirmUser.mutate({ id: request.id, version: request.version, userId });
    await onChanged();
  });
  return (
    <Card title="User">
      {request.user && user && <Confirmed page={page} user={user} />}
      {request.user && !user && (
        <p className={classes.dim}>{request.user.label} was confirmed; the account is gone since.</p>
      )}
      {request.user && mayConfirm && (
        <Button
          variant="subtle"
          size="xs"
          mt="xs"
          loading={setting.busy}
          onClick={() => void setting.run(null)}
        >
          This is not the user
        </Button>
      )}
      {!request.user && suggestion && (
        <div className={classes.suggestion}>
          <UserLine user={suggestion.user} />
          <p className={classes.dim}>
            {suggestion.because === 'signed-in'
              ? 'Was signed in with the password when the form was sent. That alone proves nobody.'
              : 'Has the sender’s e-mail address on file. An address is easily written under another’s name.'}
          </p>
          {mayConfirm && (
            <Button size="xs" loading={setting.busy} onClick={() => void setting.run(suggestion.user.id)}>
              Confirm this user
            </Button>
          )}
        </div>
      )}
      {!request.user && !suggestion && (
        <p className={classes.dim}>
          {knows('email')
            ? 'Nobody has the sender’s address.'
            : `Nobody is found by the sender’s address: ${platform.label} knows no e-mail address of its users.`}
        </p>
      )}
      {!request.user && mayConfirm && <OtherUser onChosen={(id) => void setting.run(id)} />}
      {!request.user && editable && request.assignee === null && (
        <p className={classes.hint}>Take the request to confirm its user.</p>
      )}
      {setting.error !== null && (
        <ProblemPanel error={setting.error} retry={() => void onChanged().then(setting.clear)} />
      )}
    </Card>
  );
}

function Confirmed({ page, user }: { page: RequestPage; user: UserSummary }) {
  const { name } = useSignedIn();
  const navigate = useNavigate();
  const mine = page.editable && page.request.assignee?.name === name;
  return (
    <>
      <UserLine user={user} />
      <Button
        // Only whoever has the request acts for it; the others look at the user, no more.
        onClick={() =>
          void navigate({
            to: '/users/$userId',
            params: { userId: user.id },
            search: mine ? { request: page.request.id } : {},
          })
        }
        fullWidth
        mt="sm"
        variant={mine ? 'filled' : 'default'}
      >
        {mine ? 'Open the user and help' : 'Open the user'}
      </Button>
    </>
  );
}

function UserLine({ user }: { user: UserSummary }) {
  return (
    <div className={classes.user}>
      <Face name={nameOf(user)} />
      <div className={classes.userWords}>
        <span className={`${classes.userName} clip`} dir="auto">
          {nameOf(user)}
        </span>
        <span className={`${classes.dim} clip`}>{detailOf(user)}</span>
        <span className={classes.tags}>
          <EnrolmentTag enrolment={user.enrolment} />
          <WarningTags user={user} />
        </span>
      </div>
    </div>
  );
}

function OtherUser({ onChosen }: { onChosen(id: string): void }) {
  const { knows } = useSignedIn();
  const name = knows('fullName') ? ['Name', 'username'] : ['Username'];
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery(
    trpc.users.search.queryOptions(
      { query: settled, limit: 8 },
      { enabled: settled !== '', staleTime: 30_000 },
    ),
  );
  const users = settled === '' ? [] : (found.data?.users ?? []);
  return (
    <Autocomplete
      mt="sm"
      label="Another user"
      placeholder={namedBy(...name, knows('email') && 'e-mail')}
      maxLength={254}
      value={typed}
      onChange={setTyped}
      // They are the answer already, by whatever the console found them.
      filter={({ options }) => options}
      onOptionSubmit={(label) => {
        const user = users.find((one) => labelOf(one) === label);
        if (user) onChosen(user.id);
      }}
      data={users.map(labelOf)}
    />
  );
}
