import { ACTIONS } from './error-texts/actions.ts';
import { APPROVALS } from './error-texts/approvals.ts';
import { AUDIT } from './error-texts/audit.ts';
import { IDENTITY } from './error-texts/identity.ts';
import { MAIL } from './error-texts/mail.ts';
import { REQUESTS } from './error-texts/requests.ts';
import { STAFF } from './error-texts/staff.ts';
import { SURROUNDINGS } from './error-texts/surroundings.ts';

/**
 * Every error a person can meet, by code; the texts are in error-texts/, a file a subject. `what` says what happened and
 * what did not; `next` says what to do. {placeholders} are filled from the error's `facts`, which therefore never hold a secret or a code.
 */
const TEXTS = {
  ...STAFF,
  ...REQUESTS,
  ...ACTIONS,
  ...IDENTITY,
  ...APPROVALS,
  ...MAIL,
  ...AUDIT,
  ...SURROUNDINGS,
} satisfies Record<string, readonly [what: string, next: string]>;

export type ErrorCode = keyof typeof TEXTS;

export type ErrorFacts = Record<string, string | number>;

/** An expected failure, with a code that callers can tell apart and text that a person can act on. */
export class RekeyError extends Error {
  override readonly name = 'RekeyError';
  readonly code: ErrorCode;
  readonly next: string;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts = {}, options?: { cause?: unknown }) {
    const [what, next] = TEXTS[code];
    super(fill(what, facts), options);
    this.code = code;
    this.next = fill(next, facts);
    this.facts = facts;
  }
}

function fill(text: string, facts: ErrorFacts): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(facts[name] ?? placeholder));
}
