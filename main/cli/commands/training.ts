import { Argument, type Command } from 'commander';
import { scenario } from '../../api/training.ts';
import type { ScenarioId } from '../../services/training/scenarios.ts';
import type { TrainingRun } from '../../services/training/service.ts';
import { atDesk } from '../desk.ts';
import type { Start } from '../invocation.ts';
import type { Report } from '../report.ts';
import { printable } from '../text.ts';

export function addTraining(program: Command, start: Start): void {
  const training = program
    .command('training')
    .description('cases to practise on, in the demo; what was done well is read from the audit log');
  training
    .command('start')
    .addArgument(new Argument('<scenario>', 'which case').choices(scenario.options))
    .description('set a user and a request up; whoever plays the caller reads what it prints')
    .action((id: ScenarioId) =>
      start((invocation) =>
        atDesk(invocation, async ({ procedures }) => {
          const run = await procedures.training.start({ scenario: id });
          return report(run, started(run));
        }),
      ),
    );
  training
    .command('report')
    .description('your last trainings: what was done well, and what was missed')
    .action(() =>
      start((invocation) =>
        atDesk(invocation, async ({ procedures }) => {
          const runs = await procedures.training.runs();
          const text = runs.map(judged).join('\n');
          return report(runs, text || 'No training was started yet.\n');
        }),
      ),
    );
}

function report(value: unknown, text: string): Report {
  return { value, text: printable(text), note: null, exit: 0 };
}

function started(run: TrainingRun): string {
  const lines = run.caller.map((line) => `  ${line}`).join('\n');
  return `${run.title}: request ${run.requestId}, ${run.user.label}.\nFor whoever plays the caller:\n${lines}\nThe other takes the request in the queue. When it is closed: rekey training report\n`;
}

function judged({ title, requestId, judgement }: TrainingRun): string {
  const head = `${title}, request ${requestId}`;
  if (!judgement) return `${head}: under way until the request is closed.\n`;
  const list = (sign: string, sentences: string[]) => sentences.map((one) => `  ${sign} ${one}\n`).join('');
  return `${head}\n${list('+', judgement.well)}${list('-', judgement.missed)}`;
}
