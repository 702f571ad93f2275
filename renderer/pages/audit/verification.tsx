/** Is the log whole? A badge that can be asked, and a state that nobody can overlook when it is not. */
import { Button, Progress } from '@mantine/core';
import type { Verification } from '../../../main/services/audit.ts';
import { IconAlertTriangle, IconShieldCheck, IconShieldHalf, IconShieldX } from '../../icons.ts';
import { sayProblem } from '../../parts/say.ts';
import { useAttempt } from '../../parts/use-attempt.ts';
import { When } from '../../parts/when.tsx';
import { useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { number } from '../../words/numbers.ts';
import { exactly, plural } from '../../words/time.ts';
import { useVerification } from './use-verification.ts';
import classes from './verification.module.css';

export function VerifiedBadge() {
  const { may } = useSignedIn();
  const { data } = useVerification();
  const change = useAttempt(async (what: 'start' | 'cancel') => {
    try {
      if (what === 'start') await client.audit.startVerification.mutate({});
      else await client.audit.cancelVerification.mutate();
    } catch (error) {
      sayProblem(error);
    }
    await queryClient.invalidateQueries({ queryKey: trpc.audit.verification.queryKey() });
  });
  if (!data) return <div className={classes.badge} aria-hidden />;
  const running = data.state === 'running';
  return (
    <div className={classes.badge} data-state={data.state}>
      <span className={classes.words} role="status">
        <State verification={data} />
      </span>
      {running && (
        <Progress
          className={classes.progress ?? ''}
          aria-label="Verification"
          value={data.total > 0 ? (100 * data.checked) / data.total : 0}
        />
      )}
      {may('audit.verify') && (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={change.busy}
          onClick={() => void change.run(running ? 'cancel' : 'start')}
        >
          {running ? 'Cancel' : data.state === 'never' ? 'Verify' : 'Verify again'}
        </Button>
      )}
    </div>
  );
}

function State({ verification }: { verification: Verification }) {
  switch (verification.state) {
    case 'never':
      return (
        <>
          <IconShieldHalf size={16} aria-hidden /> Never verified
        </>
      );
    case 'running':
      return (
        <>
          <IconShieldHalf size={16} aria-hidden /> {number(verification.checked)} of{' '}
          {number(verification.total)}
        </>
      );
    case 'whole':
      return (
        <span
          className={classes.inner}
          title={`${againstWords(verification)} ${verification.unproven} The last hash is ${verification.headHash}.`}
        >
          <IconShieldCheck size={16} aria-hidden />
          <span>
            Verified up to {number(verification.entries)} <When time={verification.finishedAt} />
            {verification.against
              ? `, against the checkpoint of ${number(verification.against.sequence)}`
              : ', without a checkpoint'}
          </span>
        </span>
      );
    case 'broken':
      return (
        <>
          <IconShieldX size={16} aria-hidden /> Broken at entry {verification.sequence}
        </>
      );
    case 'failed':
      return (
        <span className={classes.inner} title={verification.message}>
          <IconAlertTriangle size={16} aria-hidden /> Could not be verified: {verification.message}
        </span>
      );
  }
}

function againstWords({ against }: Extract<Verification, { state: 'whole' }>): string {
  return against
    ? `It agrees with the checkpoint of entry ${against.sequence}, signed ${exactly(against.time)} by key ${against.keyId}.`
    : 'There was no checkpoint to hold it against.';
}

export function BrokenLog() {
  const { data } = useVerification();
  if (data?.state !== 'broken') return null;
  return (
    <div className={classes.broken} role="alert">
      <IconShieldX size={26} aria-hidden />
      <div>
        <p className={classes.brokenTitle}>The audit log fails verification at entry {data.sequence}.</p>
        <p>
          {capital(data.why)}.{' '}
          {data.agreeing !== null && `Up to entry ${data.agreeing} it agrees with a signed checkpoint. `}
          Found <When time={data.finishedAt} />; {plural(data.checked, 'entry', 'entries')} before it{' '}
          {data.checked === 1 ? 'is' : 'are'} whole. Somebody changed the log past Rekey, or its storage is
          damaged. Tell your security team, and keep the database as it is.
        </p>
        <Unlogged verdict={data} />
      </div>
    </div>
  );
}

/** Known to this console alone; and nothing else can be done either, until somebody has looked. */
export function Unlogged({ verdict: { unlogged } }: { verdict: { unlogged?: string } }) {
  if (unlogged === undefined) return null;
  return (
    <p>
      This verdict is not in the log, which cannot be written: {unlogged}. No action is possible until an
      admin has looked.
    </p>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
