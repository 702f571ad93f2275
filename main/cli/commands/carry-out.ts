/** Carrying an action out on the command line: once, with its codes printed, and with its id where nobody knows how it ended. */
import type { ActionName } from '../../contract/actions.ts';
import type { ActionResult } from '../../services/actions/action.ts';
import { atDesk, type Desk } from '../desk.ts';
import { failureReport, UsageError } from '../failure.ts';
import type { Invocation } from '../invocation.ts';
import type { Report } from '../report.ts';
import { printableLine, UNTOLD } from '../text.ts';

export interface ActionWords {
  name: ActionName;
  makesCodes: boolean;
  /** What is true now, in plain words. */
  done(result: ActionResult): string;
}

export interface Doing {
  command: ActionWords;
  actionId: string;
  /** `reference`: as whoever asks calls them. */
  user: { id: string; reference: string };
  run(): Promise<ActionResult>;
}

/** @throws UsageError */
export function refuseToLoseCodes({ makesCodes }: ActionWords, { terminal }: Invocation): void {
  if (!makesCodes || !terminal.outGoesNowhere) return;
  throw new UsageError(
    'Nothing was done: stdout is closed or /dev/null, and codes are printed only once.',
    'Let stdout go to a terminal, a file or a program.',
  );
}

/**
 * `prepare` says what is to be done, or answers itself where nothing is. `actionId`: where it is known before, for whatever goes
 * wrong on the way to it.
 */
export async function carryOut(
  invocation: Invocation,
  prepare: (desk: Desk) => Promise<Doing | Report>,
  actionId: string | null = null,
): Promise<Report> {
  let id = actionId;
  let done: Report | null = null;
  try {
    return await atDesk(invocation, async (desk) => {
      const doing = await prepare(desk);
      if ('exit' in doing) return doing;
      id = doing.actionId;
      const result = await invocation.interruption.finishFirst(
        `It has begun; waiting for its end. Once more stops now; then --action-id ${id} tells what was done.`,
        doing.run,
      );
      done = doneReport(doing, result);
      return done;
    });
  } catch (error) {
    // Whatever went wrong after it was done must not hide that it was, nor swallow its codes.
    return done ?? (id === null ? failureReport(error) : failedReport(error, id));
  }
}

function doneReport({ command, actionId, user }: Doing, result: ActionResult): Report {
  const { caller: _words, ...facts } = result;
  const value = { action: command.name, actionId, userId: user.id, ...facts };
  const entry = `audit entry ${result.sequence}`;
  const who = printableLine(user.reference === user.id ? `#${user.id}` : `${user.reference} (#${user.id})`);
  if (result.replayed) {
    const codes = command.makesCodes ? ' Its codes were shown then and are not shown again.' : '';
    return {
      value,
      text: '',
      note: `Nothing was done now: this action id was carried out before, for ${who} (${entry}).${codes}`,
      exit: 0,
    };
  }
  const untold = result.mailed ? '' : ` ${UNTOLD}`;
  const sentence = `${who}: ${command.done(result)}${untold} (${entry})`;
  if (!result.codes) return { value, text: `${sentence}\n`, note: null, exit: 0 };
  return {
    value,
    // Codes alone, one a line, so that they can be piped to where they are needed.
    text: result.codes.map((code) => `${code}\n`).join(''),
    note: `${sentence}\nShown this once: Rekey can not show these codes again.`,
    exit: 0,
    onceOnly: 'The codes were issued but could not be printed, and can not be printed again: issue new ones.',
  };
}

/** With the id of the attempt: sending it again is how to learn whether it was done, and never does it twice. */
function failedReport(error: unknown, actionId: string): Report {
  const report = failureReport(error);
  const { error: value } = report.value as { error: { code: string } };
  const uncertain = value.code === 'DATABASE_UNREACHABLE' || value.code === 'INTERNAL';
  return {
    ...report,
    value: { error: { ...value, actionId } },
    note: uncertain ? `${report.note}\nTo try the same attempt again: --action-id ${actionId}` : report.note,
  };
}
