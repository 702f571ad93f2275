import { FACTOR_WORDS } from '../../../main/contract/factors.ts';
import type { UserPage } from '../../../main/services/users.ts';
import { Card } from '../../parts/card.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useTimeLeft } from '../../parts/use-time-left.ts';
import { When } from '../../parts/when.tsx';
import { consoleNow } from '../../session/session.ts';
import { countdown, until } from '../../words/time.ts';
import classes from './two-factor-cards.module.css';

export function TwoFactorCards({ page: { state } }: { page: UserPage }) {
  const others = otherFactors(state);
  return (
    <div className={classes.cards}>
      <AuthenticatorCard state={state} />
      {state.backupCodes && <CodesCard state={state} codes={state.backupCodes} />}
      {others.length > 0 && (
        <div className={classes.wide}>
          <FactorsCard factors={others} />
        </div>
      )}
    </div>
  );
}

type State = UserPage['state'];

function AuthenticatorCard({ state }: { state: State }) {
  const { authenticator, because } = state;
  // A platform that keeps no times at all does not say "never".
  const keepsTimes = authenticator !== null && authenticator.createdAt !== null;
  return (
    <Card title="Authenticator" aside={<PairedTag state={state} />}>
      {authenticator ? (
        <dl className={classes.facts}>
          <dt>App or device</dt>
          <dd className="clip" dir="auto" title={authenticator.name ?? undefined}>
            {authenticator.name ?? 'not named'}
          </dd>
          {keepsTimes && (
            <>
              <dt>Added</dt>
              <dd>
                <When time={authenticator.createdAt} show="both" />
              </dd>
            </>
          )}
          <dt>Confirmed</dt>
          <dd>
            <When
              time={authenticator.confirmedAt}
              never={authenticator.confirmed ? 'yes' : 'not yet'}
              show="both"
            />
          </dd>
          {(keepsTimes || authenticator.lastUsedAt !== null) && (
            <>
              <dt>Last used</dt>
              <dd>
                <When time={authenticator.lastUsedAt} show="both" />
              </dd>
            </>
          )}
        </dl>
      ) : (
        <p className={classes.none}>None is paired.</p>
      )}
      {because.length > 0 && (
        <details className={classes.because}>
          <summary>Why the platform says so</summary>
          <ul>
            {because.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
        </details>
      )}
      <Attempts state={state} />
    </Card>
  );
}

function PairedTag({ state: { authenticator, factors } }: { state: State }) {
  if (!authenticator) return <Tag tone="none">None</Tag>;
  if (!authenticator.confirmed) return <Tag tone="warn">Not confirmed</Tag>;
  const counts = factors.some((factor) => factor.kind === 'authenticator' && factor.counts);
  return counts ? <Tag tone="ok">Paired</Tag> : <Tag tone="warn">Paired, not asked for</Tag>;
}

/** Those that no other card tells of. */
function otherFactors({ authenticator, backupCodes, factors }: State): State['factors'] {
  const [first] = authenticator ? factors.filter(({ kind }) => kind === 'authenticator') : [];
  return factors.filter((one) => one !== first && !(backupCodes && one.kind === 'backup-codes'));
}

function FactorsCard({ factors }: { factors: State['factors'] }) {
  return (
    <Card title="Other factors" aside={<span className={classes.dim}>{factors.length}</span>}>
      <ul className={classes.factors}>
        {factors.map(({ row, kind, name, detail, confirmed, counts, createdAt, lastUsedAt }) => (
          <li key={row}>
            <span className={classes.factor}>
              <span className="clip" dir="auto" title={name ?? undefined}>
                {name ?? 'not named'}
              </span>
              {!confirmed && <Tag tone="warn">Not confirmed</Tag>}
              {confirmed && <Tag tone={counts ? 'ok' : 'none'}>{counts ? 'Asked for' : 'Not asked for'}</Tag>}
            </span>
            <span className={classes.dim}>
              {[FACTOR_WORDS[kind], detail, row].filter(Boolean).join(' · ')}
              {createdAt !== null && (
                <>
                  {' · added '}
                  <When time={createdAt} />
                </>
              )}
              {lastUsedAt !== null && (
                <>
                  {' · used '}
                  <When time={lastUsedAt} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Attempts({ state }: { state: State }) {
  const left = useTimeLeft(state.lockedUntil, consoleNow);
  const tries = state.failedAttempts ?? 0;
  if (tries === 0 && state.lockedUntil === null) return null;
  const locked = state.lockedUntil !== null && left !== null && left > 0;
  return (
    <p className={classes.attempts} data-locked={locked || undefined}>
      {state.failedAttempts === null ? 'Wrong codes' : `${tries} wrong ${tries === 1 ? 'code' : 'codes'}`}
      {locked && (
        <>
          ; locked for another <span className="mono">{countdown(left)}</span>
          {state.lockAssumes && `, ${state.lockAssumes}`}
        </>
      )}
    </p>
  );
}

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
        {/* Of codes that are there "never" would be untrue: the platform does not tell. */}
        {(issuedAt !== null || (unused === 0 && used === 0)) && (
          <>
            <dt>Issued</dt>
            <dd>
              <When time={issuedAt} show="both" />
            </dd>
          </>
        )}
        {(lastUsedAt !== null || used === 0) && (
          <>
            <dt>Last used</dt>
            <dd>
              <When time={lastUsedAt} show="both" />
            </dd>
          </>
        )}
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
