import type { Command } from 'commander';
import { runDoctor } from '../../doctor.ts';
import { checksText } from '../checks-text.ts';
import type { Start } from '../invocation.ts';
import { count } from '../text.ts';

export function addDoctor(program: Command, start: Start): void {
  program
    .command('doctor')
    .description(
      'check configuration, connection, rights, tables, audit log and mail server; needs no sign-in',
    )
    .action(() =>
      start(async ({ terminal }) => {
        const checks = await runDoctor(terminal.env);
        const bad = checks.filter((check) => check.outcome === 'failed').length;
        return {
          value: { ok: bad === 0, checks },
          text: checksText(checks),
          note: bad === 0 ? null : `${count(bad, 'check')} failed.`,
          exit: bad === 0 ? 0 : 1,
        };
      }),
    );
}
