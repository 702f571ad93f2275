/** What a second person approved, before it is carried out: nothing of it can be changed any more. */
import type { Reason } from '../../main/contract/reasons.ts';
import type { ApprovalView } from '../../main/services/approvals.ts';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import type { Problem } from '../problem.ts';
import { consoleNow } from '../session/session.ts';
import { REASON_WORDS } from '../words/actions.ts';
import { until } from '../words/time.ts';
import classes from './action-dialog.module.css';
import { CancelOr } from './cancel-or.tsx';

interface Props {
  approval: ApprovalView;
  problem: Problem | null;
  working: boolean;
  onCarryOut(): void;
  onCancel(): void;
}

export function Agreed({ approval, problem, working, onCarryOut, onCancel }: Props) {
  const { asks, decidedBy, expiresAt, note, requestId } = approval;
  return (
    <div className={classes.stack}>
      <p className={classes.facts}>
        {decidedBy?.name} approved this{asks && ` ${asks}`}. It can be carried out once, as it was agreed,
        until {until(expiresAt, consoleNow())}.
      </p>
      <p className={classes.facts} dir="auto">
        {[reasonWords(approval), requestId === null ? null : `Request ${requestId}`, note]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {problem && <ProblemPanel error={problem} />}
      <CancelOr label="Carry out now" working={working} onDo={onCarryOut} onCancel={onCancel} />
    </div>
  );
}

/** Why it was asked for, with the ticket. */
export function reasonWords({ reason, reasonText, ticket }: ApprovalView): string {
  const why = reasonText ?? REASON_WORDS[reason as Reason] ?? reason;
  return ticket ? `${why} · ${ticket}` : why;
}
