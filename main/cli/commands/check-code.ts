import type { Command } from 'commander';
import type { CheckCodeResult } from '../../services/actions/check-code.ts';
import { atDesk } from '../desk.ts';
import type { Start } from '../invocation.ts';

export function addCheckCode(program: Command, start: Start): void {
  program
    .command('check-code <user> <code>')
    .description(
      'say whether a code that the caller reads out is right; "-" reads it from stdin; changes nothing',
    )
    .addHelpText('after', '\nThe exit status is 0 only for a code that a login would take now.')
    .action((reference: string, typed: string) =>
      start(async (invocation) => {
        const code = typed === '-' ? await invocation.terminal.readLine() : typed;
        const result = await atDesk(invocation, async (desk) =>
          desk.procedures.actions.checkCode({ userId: await desk.resolve(reference), code }),
        );
        // A script that goes on after `check-code` must not go on after a wrong one.
        return {
          value: result,
          text: `${sentence(result)}\n`,
          note: null,
          exit: result.verdict === 'right' ? 0 : 1,
        };
      }),
    );
}

function sentence(result: CheckCodeResult): string {
  const pending =
    result.authenticator === 'pending' ? ' It belongs to a pairing that was never confirmed.' : '';
  switch (result.verdict) {
    case 'right':
      return `Right.${pending}`;
    case 'right-but-clock-off': {
      const direction = result.offsetSeconds > 0 ? 'fast' : 'slow';
      const seconds = Math.abs(result.offsetSeconds);
      return `Right, but the clock of the phone is ${seconds} seconds ${direction}, so a login refuses it.${pending}`;
    }
    case 'already-used':
      return `Already used: wait for the next code.${pending}`;
    case 'wrong':
      return 'Wrong.';
  }
}
