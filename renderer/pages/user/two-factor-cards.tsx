import type { UserPage } from '../../../main/services/users.ts';
import { Card } from '../../parts/card.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useTimeLeft } from '../../parts/use-time-left.ts';
import { When } from '../../parts/when.tsx';
import { consoleNow } from '../../session/session.ts';
import { countdown, until } from '../../words/time.ts';
import classes from './two-factor-cards.module.css';

export function TwoFactorCards({ page }: { page: UserPage }) {
  return (
    <div className={classes.cards}>
      <AuthenticatorCard page={page} />
      {page.state.backupCodes && <CodesCard state={page.state} codes={page.state.backupCodes} />}
    </div>
  );
}

function AuthenticatorCard({ page: { state } }: { page: UserPage }) {
  const { authenticator } = state;
  return (
    <Card title="Authenticator" aside={<EnrolmentWord enrolment={state.enrolment} />}>
      {authenticator ? (
        <dl className={classes.facts}>
          <dt>App or device</dt>
          <dd className="clip" dir="auto" title={authenticator.name ?? undefined}>
            {authenticator.name ?? 'not named'}
          </dd>
          <dt>Added</dt>
          <dd>
            <When time={authenticator.createdAt} show="both" />
          </dd>
          <dt>Confirmed</dt>
          <dd>
            <When time={authenticator.confirmedAt} never="not yet" show="both" />
          </dd>
          <dt>Last used</dt>
          <dd>
            <When time={authenticator.lastUsedAt} show="both" />
          </dd>
        </dl>
      ) : (
        <p className={classes.none}>None is paired.</p>
      )}
      <Attempts state={state} />
    </Card>
  );
}

function EnrolmentWord({ enrolment }: { enrolment: UserPage['state']['enrolment'] }) {
  if (enrolment === 'enrolled') return <Tag tone="ok">Paired</Tag>;
  if (enrolment === 'pending') return <Tag tone="warn">Not confirmed</Tag>;
  return <Tag tone="none">None</Tag>;
}

function Attempts({ state }: { state: UserPage['state'] }) {
  const left = useTimeLeft(state.lockedUntil, consoleNow);
  const tries = state.failedAttempts ?? 0;
  if (tries === 0 && state.lockedUntil === null) return null;
  const locked = state.lockedUntil !== null && left !== null && left > 0;
  return (
    <p className={classes.attempts} data-locked={locked || undefined}>
      {tries} wrong {tries === 1 ? 'code' : 'codes'}
      {locked && (
        <>
          ; locked for another <span className="mono">{countdown(left)}</span>
        </>
      )}
    </p>
  );
}

type State = UserPage['state'];

function CodesCard({ state, codes }: { state: State; codes: NonNullable<State['backupCodes']> }) {
  const { unused, used, issuedAt, lastUsedAt } = codes;
  return (
    <Card title="Backup codes">
      {unused === null ? (
        <p className={classes.none}>How many are left cannot be told.</p>
      ) : (
        <p className={classes.count}>
          <span className={classes.number} data-low={unused <= 2 || undefined}>
            {unused}
          </span>{' '}
          left
          {used !== null && <span className={classes.dim}> · {used} used</span>}
        </p>
      )}
      {unused !== null && used !== null && <Pips unused={unused} used={used} />}
      <dl className={classes.facts}>
        <dt>Issued</dt>
        <dd>
          <When time={issuedAt} show="both" />
        </dd>
        <dt>Last used</dt>
        <dd>
          <When time={lastUsedAt} show="both" />
        </dd>
      </dl>
      {state.emergencyCodes.map(({ expiresAt }) => (
        <EmergencyCode key={expiresAt} expiresAt={expiresAt} />
      ))}
    </Card>
  );
}

/** One mark a code, as far as they can be told apart. */
function Pips({ unused, used }: { unused: number; used: number }) {
  const total = unused + used;
  if (total === 0 || total > 24) return null;
  return (
    <div className={classes.pips} aria-hidden>
      {Array.from({ length: total }, (_, index) => (
        <span key={index} className={classes.pip} data-used={index >= unused || undefined} />
      ))}
    </div>
  );
}

function EmergencyCode({ expiresAt }: { expiresAt: number }) {
  const left = useTimeLeft(expiresAt, consoleNow);
  if (left === 0) return null;
  return (
    <p className={classes.emergency}>
      Emergency code, until {until(expiresAt, consoleNow())}
      {left !== null && (
        <>
          {' '}
          · <span className="mono">{countdown(left)}</span>
        </>
      )}
    </p>
  );
}
