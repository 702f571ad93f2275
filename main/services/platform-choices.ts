/** What a person decides about a platform when it is connected, beside the server: kept in its database, each change logged. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../db/audit/entry.ts';
import { appendAudit, type NewAuditEntry } from '../../db/audit/log.ts';
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
      await change(actor, { action: 'change-platform-choices' }, async (tx) => {
        const { before, after } = await keep(tx, kind, chosen);
        return { before: asJson(before), after: asJson(after) };
      });
      return (await view()) as PlatformChoicesView;
    },
  };
}

interface Kept {
  before: PlatformProfile | null;
  after: PlatformProfile;
}

/**
 * By whoever connects a platform, before there is any staff. Nothing happens where the same is kept already.
 * `chosen`: null where the kind has nothing to choose. @throws RekeyError as `choose`
 */
export function keepWhatWasConnected(
  { database, clock }: { database: Database; clock: Clock },
  kind: PlatformKind,
  chosen: Choices | null,
): Promise<Kept> {
  return database.transaction(async (tx) => {
    const kept = await keep(tx, kind, chosen);
    if (!isDeepStrictEqual(kept.before, kept.after)) await appendAudit(tx, entryOf('done', clock, kept));
    return kept;
  });
}

/** Where it came to nothing: what was kept before is kept again, unless somebody has kept something else since. */
export function takeBackWhatWasConnected(
  { database, clock }: { database: Database; clock: Clock },
  { before, after }: Kept,
): Promise<void> {
  return database.transaction(async (tx) => {
    const present = await readProfileForChange(tx);
    if (isDeepStrictEqual(before, after) || !isDeepStrictEqual(present, after)) return;
    await writeProfile(tx, before);
    await appendAudit(tx, entryOf('failed', clock, { before: after, after: before }));
  });
}

function entryOf(
  outcome: 'done' | 'failed',
  clock: Clock,
  { before, after }: Record<keyof Kept, PlatformProfile | null>,
): NewAuditEntry {
  const what = { category: 'system', action: 'connect-platform', outcome } as const;
  return { ...what, time: clock(), staff: null, before: asJson(before), after: asJson(after) };
}

async function keep(tx: Transaction, kind: PlatformKind, chosen: Choices | null): Promise<Kept> {
  if (chosen !== null && !kind.choices) throw lacking(kind, 'choice that Rekey could keep');
  const before = await readProfileForChange(tx);
  const checked = chosen === null ? null : ((await kind.choices?.check(tx, chosen)) ?? null);
  const after: PlatformProfile = { platform: kind.id, choices: checked };
  await writeProfile(tx, after);
  return { before, after };
}

function asJson(profile: PlatformProfile | null): JsonValue {
  return profile as unknown as JsonValue;
}
