/** Evidence that the caller is the user: what there is, what each action needs, and the ways to gather more. */

import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CATALOGUE } from '../../main/contract/actions.ts';
import { KIND_WORDS } from '../../main/contract/identity.ts';
import type { IdentityView } from '../../main/services/identity/service.ts';
import { IconAlertTriangle, IconCircleCheck, IconCircleMinus } from '../icons.ts';
import { Card } from '../parts/card.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { When } from '../parts/when.tsx';
import { useSignedIn } from '../session/session.ts';
import { queryClient, trpc } from '../trpc.ts';
import { WHO_IS_CALLING } from './back.ts';
import { Ways } from './ways.tsx';
import classes from './who-is-calling.module.css';

interface Props {
  userId: string;
  /** The request that it is gathered for. */
  requestId: number | null;
  /** A backup code was used up: what the page says of the user is old. */
  onChanged(): Promise<unknown>;
}

export function WhoIsCalling({ userId, requestId, onChanged }: Props) {
  const { may } = useSignedIn();
  const options = trpc.identity.view.queryOptions({ userId }, { staleTime: 0 });
  const found = useQuery(options);
  const view = found.data;
  const gathered = (next: IdentityView) => queryClient.setQueryData(options.queryKey, next);
  return (
    <div id={WHO_IS_CALLING} tabIndex={-1} className={classes.panel}>
      <Card title="Who is calling?" aside={view && <Have view={view} />}>
        {found.error && (
          <ProblemPanel error={found.error} retry={() => void found.refetch()} retrying={found.isFetching} />
        )}
        {!view && found.isPending && <Skeleton height={220} radius={8} />}
        {view && (
          <>
            {!view.demanded && (
              <p className={classes.note}>
                This shows what each action should have. Rekey does not refuse an action for want of it yet.
              </p>
            )}
            <Signs view={view} />
            <Evidence view={view} />
            <Needs view={view} />
            {may('identity.check') && (
              <Ways
                about={{ userId, requestId }}
                view={view}
                onGathered={gathered}
                onBackupCodeUsed={onChanged}
              />
            )}
          </>
        )}
      </Card>
    </div>
  );
}

function Have({ view }: { view: IdentityView }) {
  return (
    <span className={classes.have}>
      {view.have === 0 ? 'No evidence yet' : `Evidence weighs ${view.have}`}
    </span>
  );
}

function Signs({ view: { signs, riskRaise } }: { view: IdentityView }) {
  if (signs.length === 0) return null;
  return (
    <section className={classes.signs} aria-label="Signs of risk">
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <ul className={classes.list}>
          {signs.map(({ sign, text }) => (
            <li key={sign}>{text}</li>
          ))}
        </ul>
        {riskRaise > 0 && <p className={classes.dim}>Each raises what an action needs by {riskRaise}.</p>}
      </div>
    </section>
  );
}

function Evidence({ view: { evidence, validMinutes } }: { view: IdentityView }) {
  if (evidence.length === 0) {
    return <p className={classes.note}>Nothing in the last {validMinutes} minutes says who it is.</p>;
  }
  return (
    <ul className={classes.evidence} aria-label="Evidence">
      {evidence.map((one) => {
        const counts = one.doesNotCountBecause === null && one.weight > 0;
        const Icon = counts ? IconCircleCheck : IconCircleMinus;
        return (
          <li key={one.id} className={classes.piece} data-counts={counts || undefined}>
            <Icon size={17} aria-hidden />
            <span className={classes.words}>
              <span className={classes.name}>{KIND_WORDS[one.kind].name}</span>
              {(one.who ?? one.note) && (
                <span className={classes.dim} dir="auto">
                  {[one.who, one.note].filter(Boolean).join(': ')}
                </span>
              )}
              {one.doesNotCountBecause !== null && (
                <span className={classes.dim}>Does not count for you: {one.doesNotCountBecause}.</span>
              )}
            </span>
            <span className={classes.dim}>
              {one.by}, <When time={one.at} />
            </span>
            <span className={classes.weight} title="What it weighs">
              {counts ? `+${one.weight}` : '0'}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Only the actions that this staff member may do at all. */
function Needs({ view: { needs, have, reachable } }: { view: IdentityView }) {
  const { may } = useSignedIn();
  const beyond = (need: number) => need > reachable && may('identity.check');
  const own = needs.filter(({ action }) => may(CATALOGUE[action].permission));
  if (own.length === 0) return null;
  return (
    <>
      <ul className={classes.needs} aria-label="What each action needs">
        {own.map(({ action, need }) => (
          <li key={action}>
            <span className={classes.words}>{CATALOGUE[action].name}</span>
            <span className={classes.meter} aria-hidden>
              <span style={{ width: `${need === 0 ? 100 : Math.min(100, (have / need) * 100)}%` }} />
            </span>
            <Tag tone={have >= need ? 'ok' : 'none'}>{progress(have, need)}</Tag>
          </li>
        ))}
      </ul>
      {own.some(({ need }) => beyond(need)) && (
        <p className={classes.note}>
          All that can be checked of this user weighs {reachable}. An admin can ask for less in Settings.
        </p>
      )}
    </>
  );
}

function progress(have: number, need: number): string {
  if (need === 0) return 'Needs none';
  return have >= need ? `Enough (${need})` : `${have} of ${need}`;
}
