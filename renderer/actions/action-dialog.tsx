/** An action on a user: what will happen, why it is done, a last check, and what came of it. */

import { Button } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type ActionName, CATALOGUE } from '../../main/contract/actions.ts';
import type { ApprovalView } from '../../main/services/approvals.ts';
import type { UserPage } from '../../main/services/users.ts';
import type { FromRequest } from '../pages/user/from-request.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ProblemPanel } from '../parts/problem-panel.tsx';
import { isHere, useSignedIn } from '../session/session.ts';
import { detailOf, nameOf } from '../words/users.ts';
import classes from './action-dialog.module.css';
import { ActionForm } from './action-form.tsx';
import { ActionResultPanel } from './action-result.tsx';
import { Agreed } from './agreed.tsx';
import { AskForApproval, WaitForApproval } from './approval-stage.tsx';
import { ChangedSince } from './changed-since.tsx';
import { FreshCode } from './fresh-code.tsx';
import { forgetUnseen, keepUnseen, leaveUnseen } from './unseen-codes.ts';
import { useAction } from './use-action.ts';

interface Props {
  action: ActionName;
  page: UserPage;
  /** The request that it is done for. */
  fromRequest: FromRequest | null;
  /** What was approved before, and is carried out now. */
  approval?: ApprovalView | undefined;
  /** When `page` was read, ms of the console's clock. */
  seenAt: number;
  /** Reads the user anew; what is on the page is old. */
  onChanged(): Promise<unknown>;
  onClose(): void;
}

export function ActionDialog({
  action: opened,
  page,
  fromRequest,
  approval,
  seenAt,
  onChanged,
  onClose,
}: Props) {
  const { name } = useSignedIn();
  const open = useRef(true);
  // One dialog for both: to whom new codes go is chosen in it.
  const [byMail, setByMail] = useState(opened === 'send-backup-codes');
  const codes = byMail ? 'send-backup-codes' : 'issue-backup-codes';
  const chosen = opened === 'send-backup-codes' || opened === 'issue-backup-codes';
  const action = chosen && !approval ? codes : opened;
  const { stage, begin, carryOut, retry, confirm, askAgain, askForApproval, withdraw } = useAction(
    action,
    page.user.id,
    (result, actionId) => {
      if (!result.codes || !isHere(name)) return;
      keepUnseen({ issuer: name, action, page, result, actionId }, { inDialog: open.current });
    },
  );
  const [unseen, setUnseen] = useState(true);
  const [leaving, setLeaving] = useState(false);
  const words = CATALOGUE[action];
  const codesUnseen = stage.at === 'done' && stage.result.codes !== undefined && unseen;
  const held = codesUnseen || stage.at === 'working';

  const unseenId = codesUnseen ? stage.actionId : null;
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
      // Not closed but gone, with the page that a lock took away.
      if (unseenId !== null) leaveUnseen(unseenId);
    };
  }, [unseenId]);

  // Going back would leave codes behind that nobody saw.
  useBlocker({
    shouldBlockFn: () => {
      if (codesUnseen) setLeaving(true);
      return held;
    },
    enableBeforeUnload: () => held,
  });

  const close = () => {
    if (stage.at === 'working') return;
    if (codesUnseen && !leaving) return setLeaving(true);
    // Whatever came of it, the page behind shows what is true now.
    if (stage.at !== 'asking') void onChanged();
    if (unseenId !== null) forgetUnseen(unseenId);
    onClose();
  };

  return (
    <Dialog
      opened
      onClose={close}
      closeOnClickOutside={false}
      size={560}
      title={stage.at === 'done' ? words.done : CATALOGUE[opened].name}
    >
      <div className={classes.user}>
        <span className={`${classes.name} clip`} dir="auto" title={nameOf(page.user)}>
          {nameOf(page.user)}
        </span>
        <span className={`${classes.dim} clip`} title={detailOf(page.user)}>
          {detailOf(page.user)}
        </span>
      </div>
      {approval && (stage.at === 'asking' || stage.at === 'working') && (
        <Agreed
          approval={approval}
          problem={stage.at === 'asking' ? stage.problem : null}
          working={stage.at === 'working'}
          onCarryOut={() => carryOut(approval)}
          onCancel={close}
        />
      )}
      {!approval && stage.at !== 'done' && (
        // Stays while it is sent, so that nothing jumps and a refusal finds what was typed.
        <div hidden={stage.at !== 'asking' && stage.at !== 'working'}>
          <ActionForm
            action={action}
            onByMail={setByMail}
            page={page}
            fromRequest={fromRequest}
            problem={stage.at === 'asking' ? stage.problem : null}
            working={stage.at === 'working'}
            onSubmit={(asked, extras) => begin(asked, page.version, extras)}
            onCancel={close}
          />
        </div>
      )}
      {stage.at === 'fresh-code' && (
        <FreshCode problem={stage.problem} confirming={stage.confirming} onCode={confirm} onCancel={close} />
      )}
      {stage.at === 'approval-needed' && (
        <AskForApproval
          problem={stage.problem}
          asking={stage.asking}
          onAsk={() => void askForApproval(stage.problem)}
          onCancel={close}
        />
      )}
      {stage.at === 'approval-waiting' && (
        <WaitForApproval actionId={stage.actionId} onDecided={retry} onWithdraw={(id) => void withdraw(id)} />
      )}
      {stage.at === 'astray' && (
        <div className={classes.stack}>
          <ProblemPanel error={stage.problem} />
          <div className={classes.buttons}>
            <Button variant="default" onClick={close}>
              Close and look at the user
            </Button>
            <Button onClick={retry} data-autofocus>
              Try again
            </Button>
          </div>
        </div>
      )}
      {stage.at === 'changed' && (
        <ChangedSince
          problem={stage.problem}
          userId={page.user.id}
          seenAt={seenAt}
          onLook={() => void onChanged().then(askAgain)}
          onCancel={close}
        />
      )}
      {stage.at === 'done' && (
        <ActionResultPanel
          action={action}
          page={page}
          result={stage.result}
          actionId={stage.actionId}
          leaving={leaving}
          onSeen={() => {
            forgetUnseen(stage.actionId);
            setUnseen(false);
            setLeaving(false);
          }}
          onStay={() => setLeaving(false)}
          onClose={close}
        />
      )}
    </Dialog>
  );
}
