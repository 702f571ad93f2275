import { Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type ActionName, CATALOGUE } from '../../main/contract/actions.ts';
import type { Reason } from '../../main/contract/reasons.ts';
import type { UserPage } from '../../main/services/users.ts';
import { backToWhoIsCalling } from '../identity/back.ts';
import type { FromRequest } from '../pages/user/from-request.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { useMinute } from '../parts/when.tsx';
import type { Problem } from '../problem.ts';
import { trpc } from '../trpc.ts';
import { consequencesOf } from '../words/consequences.ts';
import classes from './action-dialog.module.css';
import { Lifetime } from './lifetime.tsx';
import type { Extras } from './perform.ts';
import { ReasonField } from './reason-field.tsx';
import type { Asked } from './use-action.ts';
import { WhoGetsTheCodes } from './who-gets-the-codes.tsx';

interface Props {
  action: ActionName;
  /** New backup codes: to the user by mail, or to the agent. */
  onByMail(byMail: boolean): void;
  page: UserPage;
  fromRequest: FromRequest | null;
  problem: Problem | null;
  working: boolean;
  onSubmit(asked: Asked, extras: Extras): void;
  onCancel(): void;
}

export function ActionForm({
  action,
  onByMail,
  page,
  fromRequest,
  problem,
  working,
  onSubmit,
  onCancel,
}: Props) {
  const words = CATALOGUE[action];
  const now = useMinute();
  const policy = useQuery(trpc.settings.policy.queryOptions(undefined, { staleTime: 60_000 }));
  const [chosenMinutes, setMinutes] = useState<number | null>(null);
  const [reason, setReason] = useState<Reason | null>(fromRequest?.reason ?? null);
  const [reasonText, setReasonText] = useState(fromRequest?.reasonText ?? '');
  const [ticket, setTicket] = useState(fromRequest?.ticket ?? '');
  const [typedUsername, setTypedUsername] = useState('');
  const [tried, setTried] = useState(false);

  const minutes = chosenMinutes ?? policy.data?.emergencyCode.defaultMinutes ?? 60;
  const { username } = page.user;
  const wrong = {
    reason: reason === null,
    text: reason === 'other' && reasonText.trim() === '',
    username: action === 'disable-2fa' && typedUsername.trim() !== username,
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason === null || wrong.text || wrong.username) return;
    onSubmit(
      {
        reason,
        reasonText: blankIsNull(reasonText),
        ticket: blankIsNull(ticket),
        requestId: fromRequest?.id ?? null,
      },
      { minutes, typedUsername },
    );
  };

  return (
    <form className={classes.stack} onSubmit={submit} noValidate>
      {policy.data?.backupCodes.byMail &&
        (action === 'issue-backup-codes' || action === 'send-backup-codes') && (
          <WhoGetsTheCodes
            byMail={action === 'send-backup-codes'}
            onChange={onByMail}
            page={page}
            disabled={working}
          />
        )}
      <div className={words.grave ? classes.grave : undefined}>
        <h3 className={classes.heading}>What will happen</h3>
        <ul className={classes.consequences}>
          {consequencesOf(action, page, now, minutes).map((text) => (
            <li key={text}>
              <Sentence text={text} names={[page.user.email, ...namesOf(page.state)]} />
            </li>
          ))}
        </ul>
      </div>
      {action === 'issue-emergency-code' && (
        <Lifetime policy={policy} minutes={minutes} onChange={setMinutes} disabled={working} />
      )}
      <ReasonField
        value={reason}
        onChange={setReason}
        disabled={working}
        error={tried && wrong.reason ? 'Choose why this is done.' : null}
      />
      {reason === 'other' && (
        <Textarea
          label="Which other reason?"
          autosize
          minRows={2}
          maxRows={5}
          maxLength={500}
          dir="auto"
          disabled={working}
          error={tried && wrong.text ? 'Say which.' : null}
          value={reasonText}
          onChange={(event) => setReasonText(event.currentTarget.value)}
        />
      )}
      <TextInput
        label="Ticket (optional)"
        maxLength={64}
        autoComplete="off"
        disabled={working}
        value={ticket}
        onChange={(event) => setTicket(event.currentTarget.value)}
      />
      {action === 'disable-2fa' && (
        <TextInput
          label={
            <>
              Type <code className={classes.username}>{username}</code> to confirm who is meant
            </>
          }
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={190}
          disabled={working}
          error={tried && wrong.username ? `That is not ${username}.` : null}
          value={typedUsername}
          onChange={(event) => setTypedUsername(event.currentTarget.value)}
        />
      )}
      {problem && (
        <ProblemPanel error={problem}>
          {CALLER_PROBLEMS.has(problem.code) && (
            <Button size="xs" variant="default" onClick={() => backToWhoIsCalling(onCancel)}>
              Check who is calling
            </Button>
          )}
        </ProblemPanel>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel} disabled={working}>
          Cancel
        </Button>
        <Button type="submit" color={words.grave ? 'brick' : undefined} loading={working}>
          {words.doIt}
        </Button>
      </div>
    </form>
  );
}

/** What a check of the caller mends. */
const CALLER_PROBLEMS: ReadonlySet<string> = new Set([
  'VERIFICATION_REQUIRED',
  'EMAIL_CHECK_MISSING',
  'EMAIL_CHECK_OLD',
  'EMAIL_CHANGED',
]);

function namesOf({ authenticator, factors }: UserPage['state']): (string | null | undefined)[] {
  return [...new Set([authenticator?.name, ...factors.map(({ name }) => name)])];
}

function blankIsNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
