/** The steps of a connection test or of the doctor, numbered, with what to do about each that is not well. */
import type { Check } from '../../db/check.ts';
import { printable } from './text.ts';

const WORDS: Record<Check['outcome'], string> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  skipped: 'skipped',
};

export function checksText(checks: readonly Check[]): string {
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
