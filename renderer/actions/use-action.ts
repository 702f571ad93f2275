/** One action on one user, from the opened dialog to what it did: the same action id through every retry. */

import { useRef, useState } from 'react';
import type { ActionRequestInput } from '../../main/api/input.ts';
import type { ActionName } from '../../main/contract/actions.ts';
import type { ActionResult } from '../../main/services/actions/action.ts';
import type { ApprovalView } from '../../main/services/approvals.ts';
import { type Problem, problemOf, worthRetrying } from '../problem.ts';
import { client } from '../trpc.ts';
import { type Extras, extraOf, perform } from './perform.ts';

export type Asked = Omit<ActionRequestInput, 'actionId' | 'userId' | 'version'>;

/** One action id: sent again, it happens once. */
interface Attempt {
  id: string;
  work(): Promise<ActionResult>;
  /** Asks a second person for it. */
  ask(): Promise<unknown>;
}

type Stage =
  | { at: 'asking'; problem: Problem | null }
  | { at: 'working' }
  /** The console wants a code of the staff member's own first; then the same attempt goes on by itself. */
  | { at: 'fresh-code'; problem: Problem | null; confirming: boolean }
  /** It may have happened or not: nothing but the very same attempt may be sent now. */
  | { at: 'astray'; problem: Problem }
  | { at: 'changed'; problem: Problem }
  /** Needs a second person: not asked yet, or asked and waiting. */
  | { at: 'approval-needed'; problem: Problem; asking: boolean }
  | { at: 'approval-waiting'; actionId: string }
  | { at: 'done'; result: ActionResult; actionId: string };

/** `onDone` is told also when the dialog went while the answer was on its way, as it does when the window is locked. */
export function useAction(
  action: ActionName,
  userId: string,
  onDone: (result: ActionResult, actionId: string) => void,
) {
  const [stage, setStage] = useState<Stage>({ at: 'asking', problem: null });
  const attempt = useRef<Attempt | null>(null);
  const actionId = useRef(crypto.randomUUID());

  const send = async (): Promise<void> => {
    const { id, work } = attempt.current ?? raise();
    setStage({ at: 'working' });
    try {
      const result = await work();
      onDone(result, id);
      setStage({ at: 'done', result, actionId: id });
    } catch (error) {
      setStage(stageAfter(problemOf(error)));
    }
  };

  return {
    stage,
    begin(asked: Asked, version: string, extras: Extras): void {
      const request = { ...asked, actionId: actionId.current, userId, version };
      attempt.current = {
        id: request.actionId,
        work: () => perform(action, request, extras),
        ask: () => client.approvals.ask.mutate({ ...request, action, extra: extraOf(action, extras) }),
      };
      void send();
    },
    /** What was approved before this dialog opened: as it was agreed, under the action id it was asked with. */
    carryOut(approval: Pick<ApprovalView, 'id' | 'actionId'>): void {
      attempt.current = {
        id: approval.actionId,
        work: () => client.approvals.carryOut.mutate({ id: approval.id }),
        ask: raise,
      };
      void send();
    },
    retry: () => void send(),
    async confirm(code: string): Promise<void> {
      setStage({ at: 'fresh-code', problem: null, confirming: true });
      try {
        await client.session.confirmCode.mutate({ code });
      } catch (error) {
        setStage({ at: 'fresh-code', problem: problemOf(error), confirming: false });
        return;
      }
      await send();
    },
    async askForApproval(problem: Problem): Promise<void> {
      const { id, ask } = attempt.current ?? raise();
      setStage({ at: 'approval-needed', problem, asking: true });
      try {
        await ask();
        setStage({ at: 'approval-waiting', actionId: id });
      } catch (error) {
        setStage({ at: 'approval-needed', problem: problemOf(error), asking: false });
      }
    },
    async withdraw(id: number): Promise<void> {
      await client.approvals.withdraw.mutate({ id }).catch(() => {});
      actionId.current = crypto.randomUUID();
      attempt.current = null;
      setStage({ at: 'asking', problem: null });
    },
    /** After "changed since you looked" nothing was done: what is decided next is another action. */
    askAgain(): void {
      actionId.current = crypto.randomUUID();
      attempt.current = null;
      setStage({ at: 'asking', problem: null });
    },
  };
}

function stageAfter(problem: Problem): Stage {
  if (problem.code === 'FRESH_CODE_REQUIRED') return { at: 'fresh-code', problem: null, confirming: false };
  if (problem.code === 'APPROVAL_REQUIRED') return { at: 'approval-needed', problem, asking: false };
  if (problem.code === 'CHANGED_SINCE') return { at: 'changed', problem };
  if (worthRetrying(problem.code)) return { at: 'astray', problem };
  return { at: 'asking', problem };
}

function raise(): never {
  throw new Error('nothing was attempted that this could go on with');
}
