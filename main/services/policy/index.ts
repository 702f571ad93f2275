/** The policy as it is kept: read, changed and judged by main/contract/policy.ts. One for all consoles on the same database. */
import type { JsonValue } from '../../../db/audit/entry.ts';
import { RekeyError } from '../../../db/errors.ts';
import { POLICY, type Policy, type PolicySection, settled, whyNotTogether } from '../../contract/policy.ts';
import { known, over, type PolicyChanges, STANDARD } from '../../contract/policy-settings.ts';
import { ofEarlier } from './earlier.ts';

/** `changes` over `present`. @throws RekeyError POLICY */
export function changePolicy(present: Policy, changes: PolicyChanges): Policy {
  const { data, error } = POLICY.safeParse(over(present, changes));
  if (error) {
    const [issue] = error.issues;
    // The name of what there is not is whatever somebody typed.
    refusePolicy(issue?.code === 'unrecognized_keys' ? 'there is no such setting' : String(issue?.message));
  }
  const why = whyNotTogether(data);
  if (why !== null) refusePolicy(why);
  return settled(data);
}

/** What is stored, section by section; the standard where nothing is, or nothing that a console could have written. */
export function readPolicy(stored: JsonValue | undefined): Policy {
  const sections = ofEarlier(stored);
  return (Object.keys(STANDARD) as PolicySection[]).reduce((policy, name) => {
    try {
      return changePolicy(policy, { [name]: known(STANDARD[name], sections[name] ?? {}) });
    } catch (error) {
      if (error instanceof RekeyError) return policy;
      throw error;
    }
  }, STANDARD);
}

export function refusePolicy(why: string): never {
  throw new RekeyError('POLICY', { why });
}
