/** What the audit log tells of a training, once. */

import type { AuditEntry, JsonValue } from '../../../db/audit/entry.ts';
import { IDENTITY_KINDS, type IdentityKind } from '../../contract/identity.ts';

export interface Facts {
  /** Actions on the user that were done, oldest first. */
  done: { action: string; sequence: number }[];
  /** Codes of actions that were refused. */
  refused: string[];
  /** Evidence that was accepted, oldest first. */
  evidence: { kind: IdentityKind; sequence: number }[];
  codesChecked: number;
  taken: boolean;
  userConfirmed: boolean;
  approvedByAnother: boolean;
  /** Actions that name the request they were done for. */
  forRequest: number;
  /** How the request stands at the end. */
  state: string;
}

/** `entries`: about the user or the request, in their order. `trainee`: the name of whoever started it. */
export function factsOf(entries: readonly AuditEntry[], trainee: string): Facts {
  const done = entries.filter(({ outcome }) => outcome === 'done');
  const actions = done.filter(({ category }) => category === 'action');
  const named = (action: string) => done.filter((entry) => entry.action === action);
  return {
    done: actions.map(({ action, sequence }) => ({ action, sequence })),
    refused: entries
      .filter(({ category, outcome }) => category === 'action' && outcome === 'refused')
      .map(({ detail }) => String(field(detail, 'code') ?? '')),
    evidence: done.flatMap(({ action, sequence }) => {
      const kind = IDENTITY_KINDS.find((one) => action === `record-${one}` || action === `check-${one}`);
      return kind ? [{ kind, sequence }] : [];
    }),
    codesChecked: named('check-code').length,
    taken: named('take-request').length > 0,
    userConfirmed: named('confirm-request-user').length > 0,
    approvedByAnother: named('approve').some(({ staff }) => staff?.name !== trainee),
    forRequest: actions.filter(({ detail }) => field(detail, 'requestId') !== undefined).length,
    state: String(
      field(named('move-request').at(-1)?.detail ?? null, 'to') ??
        (named('take-request').length > 0 ? 'in-progress' : 'new'),
    ),
  };
}

function field(value: JsonValue, name: string): JsonValue | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value[name] : undefined;
}
