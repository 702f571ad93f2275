/** One action on one user, from the opened dialog to what it did: the same action id through every retry. */
import { useRef, useState } from 'react';
import type { ActionRequestInput } from '../../main/api/input.ts';
import type { ActionResult } from '../../main/services/actions/action.ts';
import type { ActionName } from '../../main/services/actions/index.ts';
import { type Problem, problemOf, worthRetrying } from '../problem.ts';
import { client } from '../trpc.ts';
import { type Extras, extraOf, perform } from './perform.ts';

export type Asked = Omit<ActionRequestInput, 'actionId' | 'userId' | 'version'>;

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
  const attempt = useRef<{ request: ActionRequestInput; extras: Extras } | null>(null);
  const actionId = useRef(crypto.randomUUID());

  const send = async (): Promise<void> => {
    const { request, extras } = attempt.current ?? raise();
    setStage({ at: 'working' });
    try {
      const result = await perform(action, request, extras);
      onDone(result, request.actionId);
      setStage({ at: 'done', result, actionId: request.actionId });
    } catch (error) {
      setStage(stageAfter(problemOf(error)));
    }
  };

  return {
    stage,
    begin(asked: Asked, version: string, extras: Extras): void {
      attempt.current = { request: { ...asked, actionId: actionId.current, userId, version }, extras };
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
      const { request, extras } = attempt.current ?? raise();
      setStage({ at: 'approval-needed', problem, asking: true });
      try {
        await client.approvals.ask.mutate({ ...request, action, extra: extraOf(action, extras) });
        setStage({ at: 'approval-waiting', actionId: request.actionId });
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
  throw new Error('retry before the first attempt');
}
