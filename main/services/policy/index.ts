/** The policy: what staff may choose within, and what is demanded of them. One for all consoles on the same database. */
import type { JsonValue } from '../../../db/audit/entry.ts';
import { RekeyError } from '../../../db/errors.ts';
import { type ApprovalsPolicy, approvals } from './approvals.ts';
import { type BackupCodesPolicy, backupCodes } from './backup-codes.ts';
import { type BulkPolicy, bulk } from './bulk.ts';
import { type EmergencyCodePolicy, emergencyCode, shortenedLife } from './emergency-code.ts';
import { type LimitsPolicy, limits } from './limits.ts';
import type { Section } from './section.ts';
import { type VerificationPolicy, verification } from './verification.ts';

export interface Policy {
  backupCodes: BackupCodesPolicy;
  emergencyCode: EmergencyCodePolicy;
  limits: LimitsPolicy;
  approvals: ApprovalsPolicy;
  verification: VerificationPolicy;
  bulk: BulkPolicy;
}

const SECTIONS: { [Name in keyof Policy]: Section<Policy[Name]> } = {
  backupCodes,
  emergencyCode,
  limits,
  approvals,
  verification,
  bulk,
};
const NAMES = Object.keys(SECTIONS) as (keyof Policy)[];

export const DEFAULT_POLICY: Policy = build((section) => section.standard);

/** `changes` over `present`, checked. @throws RekeyError POLICY */
export function changePolicy(present: Policy, changes: Partial<Policy>): Policy {
  return build((section, name) =>
    changes[name] === undefined ? present[name] : section.check(changes[name] as never),
  );
}

/** What is stored, section by section; the standard where nothing is, or nothing that a console could have written. */
export function readPolicy(stored: JsonValue | undefined): Policy {
  const sections = (stored ?? {}) as Partial<Record<keyof Policy, unknown>>;
  return build((section, name) => {
    try {
      const stored = sections[name] as never;
      return section.check(section.ofEarlier?.(stored) ?? stored);
    } catch (error) {
      if (error instanceof RekeyError || error instanceof TypeError) return section.standard;
      throw error;
    }
  });
}

/** What of the stored policy holds in another way than it was saved, a sentence each. */
export function policyNotes(stored: JsonValue | undefined): string[] {
  const note = shortenedLife((stored as Partial<Record<keyof Policy, unknown>> | undefined)?.emergencyCode);
  return note === null ? [] : [note];
}

function build(choose: (section: Section<unknown>, name: keyof Policy) => unknown): Policy {
  return Object.fromEntries(
    NAMES.map((name) => [name, choose(SECTIONS[name] as Section<unknown>, name)]),
  ) as unknown as Policy;
}
