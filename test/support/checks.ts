/** Reading the checks of a connection test or of doctor. */
import type { Check, CheckName } from '../../db/check.ts';

export function find(checks: readonly Check[], name: CheckName): Check | undefined {
  return checks.find((check) => check.name === name);
}

export function outcomes(checks: readonly Check[]): Record<string, Check['outcome']> {
  return Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
}

export function failures(checks: readonly Check[]): CheckName[] {
  return checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
}
