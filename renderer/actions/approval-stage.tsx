/** An action that needs a second person: asking, waiting, and going on by itself once it is approved. */
import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { useTimeLeft } from '../parts/use-time-left.ts';
import type { Problem } from '../problem.ts';
import { consoleNow } from '../session/session.ts';
import { trpc } from '../trpc.ts';
import { countdown } from '../words/time.ts';
import classes from './action-dialog.module.css';
import { CancelOr } from './cancel-or.tsx';

/** ms between two looks at whether somebody decided. */
const POLL = 3_000;

interface AskProps {
  problem: Problem;
  asking: boolean;
  onAsk(): void;
  onCancel(): void;
}

export function AskForApproval({ problem, asking, onAsk, onCancel }: AskProps) {
  return (
    <div className={classes.stack}>
      <ProblemPanel error={problem} />
      <CancelOr label="Ask for approval" working={asking} onDo={onAsk} onCancel={onCancel} />
    </div>
  );
}

interface WaitProps {
  actionId: string;
  onDecided(): void;
  onWithdraw(id: number): void;
}

export function WaitForApproval({ actionId, onDecided, onWithdraw }: WaitProps) {
  const found = useQuery(
    trpc.approvals.find.queryOptions({ actionId }, { refetchInterval: POLL, staleTime: 0 }),
  );
  const approval = found.data;
  const left = useTimeLeft(approval?.expiresAt ?? null, consoleNow);
  const decided = approval && approval.state !== 'pending';
  useEffect(() => {
    if (decided) onDecided();
  }, [decided, onDecided]);
  return (
    <div className={classes.stack}>
      <div className={classes.waiting} role="status">
        <Loader size="sm" aria-hidden />
        <p>
          Leads and admins see it now. It is done by itself when one of them approves; leave this open.
          {left !== null && (
            <>
              {' '}
              The question ends in <span className="mono">{countdown(left)}</span>.
            </>
          )}
        </p>
      </div>
      {found.error && <ProblemPanel error={found.error} />}
      <div className={classes.buttons}>
        <Button variant="default" disabled={!approval} onClick={() => approval && onWithdraw(approval.id)}>
          Withdraw
        </Button>
      </div>
    </div>
  );
}
