/** For tests that are about something else than who calls: a policy by which no action needs evidence. */

import { join } from 'node:path';
import type { JsonValue } from '../../db/audit/entry.ts';
import { type Database, openDatabase } from '../../db/database.ts';
import { readSetting, writeSetting } from '../../db/settings.ts';
import { ACTION_NAMES } from '../../main/contract/actions.ts';
import type { Policy } from '../../main/contract/policy.ts';
import { readPolicy } from '../../main/services/policy/index.ts';

/** As an admin could have set it; everything else in the policy stays. */
export async function waiveEvidence(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    const policy = withoutThresholds(readPolicy(await readSetting(tx, 'policy')));
    await writeSetting(tx, 'policy', policy as unknown as JsonValue);
  });
}

/** The same on the demo in this data directory. */
export async function waiveEvidenceOfDemo(dataDirectory: string): Promise<void> {
  const database = openDatabase({ kind: 'sqlite', path: join(dataDirectory, 'demo.sqlite') });
  await waiveEvidence(database).finally(() => database.close());
}

export function withoutThresholds(policy: Policy): Policy {
  const none = Object.fromEntries(ACTION_NAMES.map((name) => [name, 0])) as Record<
    (typeof ACTION_NAMES)[number],
    number
  >;
  const thresholds = { ordinary: none, privileged: none };
  return { ...policy, verification: { ...policy.verification, thresholds } };
}
