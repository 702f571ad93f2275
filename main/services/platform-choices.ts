/** What a person decides about a platform when it is connected, beside the server: kept in its database, each change logged. */
import type { JsonValue } from '../../db/audit/entry.ts';
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
import type { Replaced, SettingRow } from './setting-row.ts';

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
      await change(actor, { action: 'change-platform-choices' }, (tx) => replaceProfile(tx, kind, chosen));
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

/** What is chosen of the platform, for whoever connects it. */
export const PROFILE_ROW: SettingRow = {
  connecting: 'connect-platform',
  readForChange: async (tx) => asJson(await readProfileForChange(tx)),
  write: (tx, value) => writeProfile(tx, value as unknown as PlatformProfile | null),
};

/** `chosen`: null where the kind has nothing to choose. Whoever calls it logs it. @throws RekeyError as `choose` */
export async function replaceProfile(
  tx: Transaction,
  kind: PlatformKind,
  chosen: Choices | null,
): Promise<Replaced> {
  if (chosen !== null && !kind.choices) throw nothingToChoose(kind);
  const before = await PROFILE_ROW.readForChange(tx);
  const checked = chosen === null ? null : ((await kind.choices?.check(tx, chosen)) ?? null);
  const after = asJson({ platform: kind.id, choices: checked });
  await PROFILE_ROW.write(tx, after);
  return { before, after };
}

function nothingToChoose(kind: PlatformKind): RekeyError {
  return lacking(kind, 'choice that Rekey could keep');
}

function asJson(profile: PlatformProfile | null): JsonValue {
  return profile as unknown as JsonValue;
}
