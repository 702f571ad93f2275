import type { Command } from 'commander';
import type { Check } from '../../../db/check.ts';
import { runDoctor } from '../../doctor.ts';
import type { Start } from '../invocation.ts';
import { count, printable } from '../text.ts';

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
          text: asText(checks),
          note: bad === 0 ? null : `${count(bad, 'check')} failed.`,
          exit: bad === 0 ? 0 : 1,
        };
      }),
    );
}

const WORDS: Record<Check['outcome'], string> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  skipped: 'skipped',
};

function asText(checks: readonly Check[]): string {
  const widest = Math.max(...checks.map((check) => check.name.length));
  return checks
    .map((check, index) => {
      const number = `${index + 1}.`.padStart(3);
      const head = `${number} ${WORDS[check.outcome].padEnd(7)}  ${check.name.padEnd(widest)}  ${check.message}`;
      return printable(
        check.next === null ? `${head}\n` : `${head}\n${' '.repeat(14 + widest)}  ${check.next}\n`,
      );
    })
    .join('');
}
