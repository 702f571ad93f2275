import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import type { ApprovalView } from '../../../main/services/approvals.ts';
import { reasonWords } from '../../actions/agreed.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useTimeLeft } from '../../parts/use-time-left.ts';
import { When } from '../../parts/when.tsx';
import { consoleNow } from '../../session/session.ts';
import { STATE_WORDS } from '../../words/approvals.ts';
import { evidenceWords } from '../../words/identity.ts';
import { countdown } from '../../words/time.ts';
import classes from './approvals.module.css';

interface Props {
  approval: ApprovalView;
  /** Approved for whoever looks: it can be carried out. */
  own: boolean;
  onDecide(approve: boolean): void;
}

export function ApprovalCard({ approval, own, onDecide }: Props) {
  const { state, user, askedBy, decidedBy } = approval;
  const waiting = state === 'pending';
  const left = useTimeLeft(waiting || own ? approval.expiresAt : null, consoleNow);
  const words = STATE_WORDS[state];
  return (
    <article className={classes.card} data-waiting={waiting || undefined}>
      <div className={classes.head}>
        <h3 className={classes.what}>
          {CATALOGUE[approval.action as ActionName]?.name ?? approval.action} {approval.asks}
        </h3>
        <Tag tone={words.tone}>{words.name}</Tag>
      </div>
      <p className={classes.whom}>
        <Link to="/users/$userId" params={{ userId: user.id }} className="link clip" title={user.label}>
          {user.label}
        </Link>
      </p>
      <dl className={classes.facts}>
        <div>
          <dt>Asked by</dt>
          <dd>
            {askedBy.name}, <When time={approval.askedAt} />
          </dd>
        </div>
        <div>
          <dt>Reason</dt>
          <dd dir="auto">{reasonWords(approval)}</dd>
        </div>
        {approval.evidence.length > 0 && (
          <div>
            <dt>Who called</dt>
            <dd dir="auto">{approval.evidence.map(evidenceWords).join('; ')}</dd>
          </div>
        )}
        <div>
          <dt>Why two people</dt>
          <dd>{approval.why}</dd>
        </div>
        {approval.leaves.length > 0 && (
          <div>
            <dt>Afterwards</dt>
            <dd dir="auto">{approval.leaves.join(' ')}</dd>
          </div>
        )}
        {decidedBy && (
          <div>
            <dt>{state === 'rejected' ? 'Rejected by' : 'Approved by'}</dt>
            <dd dir="auto">
              {decidedBy.name}, <When time={approval.decidedAt} />
              {approval.note && `: ${approval.note}`}
            </dd>
          </div>
        )}
      </dl>
      {waiting && (
        <div className={classes.decide}>
          <span className={classes.left}>
            {approval.mayNotDecide ?? 'Look at the user before you decide.'}
            {left !== null && (
              <>
                {' '}
                Ends in <span className="mono">{countdown(left)}</span>.
              </>
            )}
          </span>
          {approval.mayNotDecide === null && (
            <span className={classes.buttons}>
              <Button variant="default" onClick={() => onDecide(false)}>
                Reject
              </Button>
              <Button onClick={() => onDecide(true)}>Approve</Button>
            </span>
          )}
        </div>
      )}
      {own && (
        <div className={classes.decide}>
          <span className={classes.left}>
            {left !== null && (
              <>
                Ends in <span className="mono">{countdown(left)}</span>.
              </>
            )}
          </span>
          <Button
            renderRoot={(props) => (
              <Link
                to="/users/$userId"
                params={{ userId: user.id }}
                search={{ approval: approval.id }}
                {...props}
              />
            )}
          >
            Carry out now
          </Button>
        </div>
      )}
    </article>
  );
}
