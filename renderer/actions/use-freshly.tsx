/** For changes outside of the action dialog that the console wants a fresh code for: asks for it and goes on. */
import { type ReactNode, useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { type Problem, problemOf } from '../problem.ts';
import { client } from '../trpc.ts';
import classes from './action-dialog.module.css';
import { FreshCode } from './fresh-code.tsx';

interface Question {
  confirmed(): void;
  cancelled(): void;
}

export function useFreshly() {
  const [question, setQuestion] = useState<Question | null>(null);

  /** Does the work; when it is refused for want of a fresh code, once more after one was given. */
  async function freshly<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (problemOf(error).code !== 'FRESH_CODE_REQUIRED') throw error;
      await new Promise<void>((resolve, reject) => {
        setQuestion({ confirmed: resolve, cancelled: () => reject(error) });
      }).finally(() => setQuestion(null));
      return work();
    }
  }

  const prompt: ReactNode = question && <Prompt question={question} />;
  return { freshly, prompt };
}

function Prompt({ question }: { question: Question }) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [confirming, setConfirming] = useState(false);
  const confirm = async (code: string) => {
    setConfirming(true);
    try {
      await client.session.confirmCode.mutate({ code });
      question.confirmed();
    } catch (error) {
      setProblem(problemOf(error));
      setConfirming(false);
    }
  };
  return (
    // Without a header of its own: it may stand over a dialog that has one.
    <Dialog
      opened
      onClose={question.cancelled}
      withCloseButton={false}
      closeOnClickOutside={false}
      zIndex={300}
      attributes={{ content: { 'aria-label': 'A fresh code' } }}
    >
      <h2 className={classes.title}>A fresh code, please</h2>
      <FreshCode problem={problem} confirming={confirming} onCode={confirm} onCancel={question.cancelled} />
    </Dialog>
  );
}
