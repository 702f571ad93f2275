/** What a person decides about a platform when it is connected, beside the server: kept in its database, each change logged. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../db/audit/entry.ts';
import { appendAudit } from '../../db/audit/log.ts';
import type { Database, Transaction } from '../../db/database.ts';
import type { PlatformKind } from '../../db/platforms/kind.ts';
import {
  type Choices,
  type PlatformProfile,
  readProfile,
  readProfileForChange,
  writeProfile,
} from '../../db/platforms/profile.ts';
import type { Clock } from './clock.ts';
import { lacking } from './lacking.ts';
import { loggedChange } from './logged-change.ts';
import { refusals } from './refusals.ts';
import type { Actor } from './session.ts';

export interface PlatformChoicesView {
  /** What Rekey would choose by itself. */
  proposed: Choices;
  /** What holds from the next start on; null: what is proposed. */
  chosen: Choices | null;
}

export interface PlatformChoicesService {
  /** Null: there is nothing to choose of this platform. */
  view(actor: Actor): Promise<PlatformChoicesView | null>;
  /** For the next start of each console. Logged. @throws BAD_INPUT for what does not fit the platform's tables, NOT_SUPPORTED */
  choose(actor: Actor, chosen: Choices): Promise<PlatformChoicesView>;
}

export function createPlatformChoices(deps: {
  database: Database;
  kind: PlatformKind;
  clock: Clock;
}): PlatformChoicesService {
  const { database, kind } = deps;
  const { choices } = kind;
  const change = loggedChange(deps);
  const { permit } = refusals(deps);

  async function view(): Promise<PlatformChoicesView | null> {
    if (!choices) return null;
    const kept = await readProfile(database.reader);
    return {
      proposed: await choices.propose(database.reader),
      chosen: kept?.platform === kind.id ? kept.choices : null,
    };
  }

  return {
    async view(actor) {
      await permit(actor, 'settings.read', { category: 'system', action: 'view-platform-choices' });
      return view();
    },
    async choose(actor, chosen) {
      await change(actor, { action: 'change-platform-choices' }, (tx) => keep(tx, kind, chosen));
      return (await view()) as PlatformChoicesView;
    },
  };
}

/**
 * By whoever connects a platform, before there is any staff. Nothing happens where the same is kept already.
 * `chosen`: null where the kind has nothing to choose. @throws RekeyError as `choose`
 */
export async function keepWhatWasConnected(
  { database, clock }: { database: Database; clock: Clock },
  kind: PlatformKind,
  chosen: Choices | null,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { before, after } = await keep(tx, kind, chosen);
    if (isDeepStrictEqual(before, after)) return;
    const entry = { category: 'system', action: 'connect-platform', outcome: 'done' } as const;
    await appendAudit(tx, { ...entry, time: clock(), staff: null, before, after });
  });
}

async function keep(
  tx: Transaction,
  kind: PlatformKind,
  chosen: Choices | null,
): Promise<{ before: JsonValue; after: JsonValue }> {
  if (chosen !== null && !kind.choices) throw lacking(kind, 'choice that Rekey could keep');
  const before = await readProfileForChange(tx);
  const checked = chosen === null ? null : ((await kind.choices?.check(tx, chosen)) ?? null);
  const after: PlatformProfile = { platform: kind.id, choices: checked };
  await writeProfile(tx, after);
  return { before: asJson(before), after: asJson(after) };
}

function asJson(profile: PlatformProfile | null): JsonValue {
  return profile as unknown as JsonValue;
}
