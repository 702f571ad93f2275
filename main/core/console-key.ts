/** The console's key at the start: the right one for this database, and everything sealed with it. */
import { appendAudit } from '../../db/audit/log.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import { CHECK, replaceSealed, type SealedText, sealedTexts } from '../../db/sealed-texts.ts';
import { deriveKey, seal, unseal } from '../../db/secret-box.ts';
import { readSettingForChange, writeSetting } from '../../db/settings.ts';
import type { SecretStore } from '../host.ts';
import type { Clock } from '../services/clock.ts';
import type { RunningConfiguration } from '../services/running-configuration.ts';
import { type KeptKey, keptConsoleKey } from './kept-console-key.ts';

interface Keys {
  /** Null: this console has none yet. */
  own: KeptKey | null;
  /** What was sealed with them is sealed anew. */
  former: readonly Buffer[];
}

/** What a console with these keys makes of all that is sealed. */
interface Findings {
  /** Opens with a former key only. */
  anew: { sealed: SealedText; plain: Buffer }[];
  /** Opens with none; left as it is. */
  lost: SealedText[];
  /** Whether the database says by its check which key is the right one. */
  checked: boolean;
}

/**
 * The key, made where neither the console nor the database has one. What an earlier version sealed with a key derived from
 * the platform's is sealed anew, in one transaction with its entry.
 * @throws RekeyError CONFIGURATION; CONSOLE_KEY_WRONG when the database's staff secrets are sealed with another one. Nothing is
 *   changed then
 */
export async function openConsoleKey(deps: {
  database: Database;
  configuration: RunningConfiguration;
  secretStore: SecretStore | null;
  clock: Clock;
}): Promise<Buffer> {
  const { database, configuration, secretStore, clock } = deps;
  // In this order: whoever starts at the same moment keeps their key before the database has a check of it.
  const texts = await sealedTexts(database.reader);
  const keys = keysOf(configuration, secretStore);
  const before = judge(texts, keys);
  const own = keys.own ?? keptConsoleKey(configuration, secretStore).make();
  if (!before.checked || before.anew.length > 0) {
    await database.transaction((tx) => sealAnew(tx, { ...keys, own }, clock()));
  }
  return own.key;
}

/** For doctor: makes and changes nothing. @throws RekeyError CONFIGURATION, CONSOLE_KEY_WRONG */
export async function examineConsoleKey(
  database: Database,
  configuration: RunningConfiguration,
  secretStore: SecretStore | null,
): Promise<{ where: string | null; anew: number; lost: number }> {
  const texts = await sealedTexts(database.reader);
  const keys = keysOf(configuration, secretStore);
  const { anew, lost } = judge(texts, keys);
  return { where: keys.own?.where ?? null, anew: anew.length, lost: lost.length };
}

function keysOf(configuration: RunningConfiguration, secretStore: SecretStore | null): Keys {
  const kept = keptConsoleKey(configuration, secretStore);
  const keychain = kept.former();
  // As versions before REKEY_CONSOLE_KEY did.
  const derived = Object.values(configuration.keys).map((key) => deriveKey(key, 'rekey console'));
  return { own: kept.find(), former: keychain ? [...derived, keychain] : derived };
}

/** @throws RekeyError CONSOLE_KEY_WRONG */
function judge(texts: readonly SealedText[], { own, former }: Keys): Findings {
  const found: Findings = { anew: [], lost: [], checked: texts.some(({ of }) => of === 'check') };
  for (const sealed of texts) {
    if (own && unseal(own.key, sealed.text, sealed.context)) continue;
    const plain = firstOpened(former, sealed);
    if (plain) found.anew.push({ sealed, plain });
    else found.lost.push(sealed);
  }
  if (found.lost.some(({ of }) => of === 'check')) throw wrong(own);
  const staff = texts.filter(({ of }) => of === 'staff').length;
  const lostStaff = found.lost.filter(({ of }) => of === 'staff').length;
  if (!found.checked && staff > 0 && lostStaff === staff) {
    throw new RekeyError('CONSOLE_KEY_WRONG', {
      why: "an earlier version sealed it with the platform's key, and REKEY_PLATFORM_KEY is not that key",
      advice: 'Start it once with the REKEY_PLATFORM_KEY of then',
    });
  }
  return found;
}

function firstOpened(keys: readonly Buffer[], { text, context }: SealedText): Buffer | null {
  for (const key of keys) {
    const plain = unseal(key, text, context);
    if (plain) return plain;
  }
  return null;
}

function wrong(own: KeptKey | null): RekeyError {
  return new RekeyError('CONSOLE_KEY_WRONG', {
    why: own
      ? `the key in ${own.where} is not the one of this database`
      : 'it has no key yet, and the database has one',
    advice: 'Set REKEY_CONSOLE_KEY to the key of the consoles that work on this database',
  });
}

/** Reads again what it is about: another console may have been first. */
async function sealAnew(tx: Transaction, keys: Keys & { own: KeptKey }, now: number): Promise<void> {
  const { key } = keys.own;
  await readSettingForChange(tx, CHECK);
  const { anew, checked } = judge(await sealedTexts(tx), keys);
  if (!checked) await writeSetting(tx, CHECK, seal(key, Buffer.from(CHECK), CHECK));
  const done = { check: 0, staff: 0, mail: 0 };
  for (const { sealed, plain } of anew) {
    if (await replaceSealed(tx, sealed, seal(key, plain, sealed.context))) done[sealed.of] += 1;
  }
  if (done.check + done.staff + done.mail === 0) return;
  await appendAudit(tx, {
    ...{ time: now, staff: null, category: 'system', action: 'seal-anew', outcome: 'done' },
    detail: { staffSecrets: done.staff, mails: done.mail },
  });
}
