/** What was approved for this user and for whoever looks, and was not carried out: found again here, whatever came between. */

import { Button } from '@mantine/core';
import { type ActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import type { ApprovalView } from '../../../main/services/approvals.ts';
import { reasonWords } from '../../actions/agreed.tsx';
import { IconUserCheck } from '../../icons.ts';
import { consoleNow } from '../../session/session.ts';
import { until } from '../../words/time.ts';
import classes from './from-request.module.css';

interface Props {
  approvals: readonly ApprovalView[];
  onCarryOut(approval: ApprovalView): void;
}

export function GivenApprovals({ approvals, onCarryOut }: Props) {
  return approvals.map((approval) => (
    <aside key={approval.id} className={classes.banner} aria-label="Approved">
      <IconUserCheck size={18} aria-hidden />
      <span className={`${classes.words} clip`} dir="auto">
        {approval.decidedBy?.name} approved until {until(approval.expiresAt, consoleNow())}:{' '}
        {CATALOGUE[approval.action as ActionName].name} {approval.asks} · {reasonWords(approval)}
      </span>
      <Button size="xs" onClick={() => onCarryOut(approval)}>
        Carry out now
      </Button>
    </aside>
  ));
}
