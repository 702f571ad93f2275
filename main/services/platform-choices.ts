/** What a person decides about a platform when it is connected, beside the server: kept in its database, each change logged. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../../db/audit/entry.ts';
import { appendAudit, type NewAuditEntry } from '../../db/audit/log.ts';
import type { Database, Reader, Transaction } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { ChoicesForm, PlatformKind, SampledUser } from '../../db/platforms/kind.ts';
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
import type { LogLook } from './looks.ts';
import { refusals } from './refusals.ts';
import type { Actor } from './session.ts';

export interface PlatformChoicesView extends ChoicesForm {
  /** What holds from the next start on; null: what is proposed. */
  chosen: Choices | null;
  /** Where a form begins: what holds, else what is proposed, with every field. */
  start: Choices;
  /** Why what was chosen does not fit the tables any more; null: it does. */
  unfit: string | null;
}

export interface PlatformChoicesService {
  /** Null: there is nothing to choose of this platform. */
  view(actor: Actor): Promise<PlatformChoicesView | null>;
  /** A few users as they would read with it: a look, which is logged. @throws BAD_INPUT, NOT_SUPPORTED */
  sample(actor: Actor, chosen: Choices): Promise<SampledUser[]>;
  /** For the next start of each console. Logged. @throws BAD_INPUT for what does not fit the platform's tables, NOT_SUPPORTED */
  choose(actor: Actor, chosen: Choices): Promise<PlatformChoicesView>;
}

export function createPlatformChoices(deps: {
  database: Database;
  kind: PlatformKind;
  clock: Clock;
  look: LogLook;
}): PlatformChoicesService {
  const { database, kind, look } = deps;
  const change = loggedChange(deps);
  const { permit, refusable } = refusals(deps);
  const view = () => viewOfChoices(database.reader, kind);

  return {
    async view(actor) {
      await permit(actor, 'settings.read', { category: 'system', action: 'view-platform-choices' });
      return view();
    },
    async sample(actor, chosen) {
      const told = {
        category: 'view',
        action: 'sample-platform',
        detail: { choices: chosen as JsonValue },
      } as const;
      await permit(actor, 'settings.manage', told);
      const users = await refusable(actor, told, () => sampleWith(database.reader, kind, chosen));
      await look(actor, { ...told, detail: { ...told.detail, users: users.map(({ id }) => id) } });
      return users;
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

/** Null: there is nothing to choose of this platform. */
export async function viewOfChoices(
  reader: Reader,
  { id, choices }: PlatformKind,
): Promise<PlatformChoicesView | null> {
  if (!choices) return null;
  const kept = await readProfile(reader);
  const chosen = kept?.platform === id ? kept.choices : null;
  const form = await choices.describe(reader);
  // That there is no such column is a choice as well.
  const begin = (name: string) => (chosen && name in chosen ? chosen : form.proposed)[name] ?? null;
  return {
    ...form,
    chosen,
    start: Object.fromEntries(form.choices.map(({ name }) => [name, begin(name)])),
    unfit: chosen && (await whyUnfit(choices.check(reader, chosen))),
  };
}

/** Of users of the platform: whoever calls it has asked who may. @throws RekeyError BAD_INPUT, NOT_SUPPORTED */
export async function sampleWith(
  reader: Reader,
  kind: PlatformKind,
  chosen: Choices,
): Promise<SampledUser[]> {
  if (!kind.choices) throw nothingToChoose(kind);
  return kind.choices.sample(reader, chosen);
}

async function whyUnfit(check: Promise<unknown>): Promise<string | null> {
  try {
    await check;
    return null;
  } catch (error) {
    if (error instanceof RekeyError && error.code === 'BAD_INPUT') return String(error.facts.why);
    throw error;
  }
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
  if (chosen !== null && !kind.choices) throw nothingToChoose(kind);
  const before = await readProfileForChange(tx);
  const checked = chosen === null ? null : ((await kind.choices?.check(tx, chosen)) ?? null);
  const after: PlatformProfile = { platform: kind.id, choices: checked };
  await writeProfile(tx, after);
  return { before, after };
}

function nothingToChoose(kind: PlatformKind): RekeyError {
  return lacking(kind, 'choice that Rekey could keep');
}

function asJson(profile: PlatformProfile | null): JsonValue {
  return profile as unknown as JsonValue;
}
