import type { ActionName } from '../../contract/actions.ts';
import type { IdentityKind } from '../../contract/identity.ts';
import type { Policy } from '../../contract/policy.ts';
import { refusePolicy } from './index.ts';

/**
 * A threshold that all evidence together does not reach would close an action without saying so. `kinds`: those that the platform's users
 * can give; `actions`: those it has. @throws RekeyError POLICY
 */
export function refuseUnreachable(
  { weights, thresholds }: Policy['verification'],
  kinds: readonly IdentityKind[],
  actions: readonly ActionName[],
): void {
  const most = kinds.reduce((sum, kind) => sum + weights[kind], 0);
  for (const [kind, byName] of Object.entries(thresholds)) {
    const name = actions.find((action) => byName[action] > most);
    if (name)
      refusePolicy(
        `${name} on ${kind} users would need ${byName[name]}, and all evidence that they can give weighs ${most}`,
      );
  }
}
