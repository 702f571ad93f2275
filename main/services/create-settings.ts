/** Settings: the connection, the policy, and what is known about the running configuration. */

import type { JsonValue } from '../../db/audit/entry.ts';
import { testConnection } from '../../db/connection-test.ts';
import type { Database, DatabaseTarget } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import { extrasOf, formatMysqlUrl, type MysqlConnection, parseMysqlUrl } from '../../db/mysql-address.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import { readSetting, readSettingForChange, writeSetting } from '../../db/settings.ts';
import { version } from '../../package.json';
import type { Policy } from '../contract/policy.ts';
import { passwordHolds } from '../contract/server-address.ts';
import type { Host } from '../host.ts';
import { actionsOf } from './actions/index.ts';
import type { Clock } from './clock.ts';
import { kindsOf } from './identity/kinds.ts';
import { loggedChange } from './logged-change.ts';
import { limitsOf } from './platform-limits.ts';
import { policyNotes } from './policy/earlier.ts';
import { changePolicy, readPolicy } from './policy/index.ts';
import { refuseUnreachable } from './policy/reachable.ts';
import { refusals } from './refusals.ts';
import type { RunningConfiguration } from './running-configuration.ts';
import { loadSavedConnection, type SavedConnection, writeSavedConnection } from './saved-connection.ts';
import type { ConnectionForm, SettingsService, SettingsView, ShownConnection } from './settings.ts';

interface Deps {
  database: Database;
  configuration: RunningConfiguration;
  host: Host;
  platform: Platform;
  demo: boolean;
  clock: Clock;
}

const POLICY = 'policy';

export function createSettingsService(deps: Deps): SettingsService {
  const { database, configuration, host } = deps;

  const change = loggedChange(deps);
  const { permit } = refusals(deps);

  async function view(): Promise<SettingsView> {
    const storedPolicy = await readSetting(database.reader, POLICY);
    const cannotSaveBecause = whyNotSave(deps);
    return {
      demo: deps.demo,
      source: configuration.source,
      connection: shown(configuration.database),
      nextStart: nextStart(deps),
      platformKey: platformKeyNow(deps),
      canSave: cannotSaveBecause === null,
      cannotSaveBecause,
      platform: {
        id: deps.platform.id,
        label: deps.platform.label,
        version: deps.platform.version,
        recognisedBy: deps.platform.recognisedBy,
        limits: limitsOf(deps.platform),
      },
      policy: readPolicy(storedPolicy),
      policyNotes: policyNotes(storedPolicy),
      version,
    };
  }

  return {
    async view(actor) {
      await permit(actor, 'settings.read', { category: 'system', action: 'view-settings' });
      return view();
    },

    async test(actor, form) {
      await change(actor, { action: 'test-connection' }, async () => ({ detail: withoutSecrets(form) }));
      const target = { ...form, password: passwordFor(deps, form) ?? '' };
      return testConnection(target, configuration.platform);
    },

    async save(actor, form) {
      await change(actor, { action: 'change-connection' }, async (_tx, onRollback) => {
        const { secretStore } = host;
        const why = whyNotSave(deps);
        if (why !== null || !secretStore)
          throw new RekeyError('CONFIGURATION', { why: why ?? 'no keychain' });
        const before = nextStart(deps) ?? shown(configuration.database);
        const connection = checkConnection(deps, form);
        onRollback(writeSavedConnection(configuration.dataDirectory, secretStore, connection));
        return { before, after: withoutSecrets(form) };
      });
      return view();
    },

    async setPolicy(actor, changes) {
      await change(actor, { action: 'change-policy' }, async (tx) => {
        const before = readPolicy(await readSettingForChange(tx, POLICY));
        const after = changePolicy(before, changes);
        if (changes.verification)
          refuseUnreachable(after.verification, kindsOf(deps.platform), actionsOf(deps.platform));
        await writeSetting(tx, POLICY, asJson(after));
        return { before: asJson(before), after: asJson(after) };
      });
      return view();
    },

    policy: async () => readPolicy(await readSetting(database.reader, POLICY)),
  };
}

function asJson(policy: Policy): JsonValue {
  return policy as unknown as JsonValue;
}

function whyNotSave({ host, configuration }: Deps): string | null {
  if (!host.secretStore) {
    return 'this window has no keychain to keep a password in; set REKEY_DATABASE_URL in the environment instead';
  }
  if (configuration.source === 'environment') {
    return 'REKEY_DATABASE_URL is set, and it wins over what is saved here; change it there, or unset it first';
  }
  return null;
}

/** @throws BAD_INPUT for what could not be read back as it is */
function checkConnection(deps: Deps, form: ConnectionForm): SavedConnection {
  const password = passwordFor(deps, form);
  if (!password) {
    throw new RekeyError('BAD_INPUT', {
      why: 'the password is missing; a stored one is used only for the server and user it was stored for',
    });
  }
  const connection = { ...withoutSecrets(form), password };
  let same = false;
  let wrong: string | null = null;
  try {
    same =
      JSON.stringify(inOrder(parseMysqlUrl(formatMysqlUrl(connection)))) ===
      JSON.stringify(inOrder(connection));
  } catch (error) {
    // A host with a slash, say, makes another address of it; else it is what the address may not say.
    if (error instanceof RekeyError && Object.keys(extrasOf(form)).length > 0)
      wrong = String(error.facts.why);
  }
  if (!same)
    throw new RekeyError('BAD_INPUT', { why: wrong ?? 'the host is not the name or address of a machine' });
  return { ...connection, platform: deps.platform.id, keys: checkKeys(deps, form) };
}

function checkKeys(deps: Deps, form: ConnectionForm): SavedConnection['keys'] {
  const { platform, unsetKeys } = deps.configuration;
  const [need] = platform.keys;
  if (!need) return {};
  const kept = saved(deps)?.keys ?? {};
  const platformKey = form.platformKey || kept[need.setting];
  if (platformKey === undefined && unsetKeys.includes(need.setting)) {
    throw new RekeyError('BAD_INPUT', {
      why: "the platform's key is missing, and without it the next start would fail",
    });
  }
  if (platformKey !== undefined && !need.parse(platformKey))
    throw new RekeyError('BAD_INPUT', { why: `the platform's key is not ${need.form}` });
  return platformKey === undefined ? kept : { ...kept, [need.setting]: platformKey };
}

function platformKeyNow(deps: Deps): SettingsView['platformKey'] {
  const [need] = deps.configuration.platform.keys;
  if (!need) return null;
  const { setting, without, form } = need;
  const kept = saved(deps)?.keys[setting] === undefined ? 'missing' : 'saved';
  const from = deps.configuration.unsetKeys.includes(setting) ? kept : 'environment';
  return { setting, without, form, from };
}

/** What two addresses of the same connection have in common, however they were written. */
function inOrder(connection: MysqlConnection): unknown[] {
  const { host, port, user, password, database, tls, socket } = connection;
  const at = socket === undefined ? port : 0;
  return [host.replace(/^\[|\]$/g, ''), at, user, password, database, tls, extrasOf(connection)];
}

/** What was typed, else what is stored for this very server and user; undefined when neither is there. */
function passwordFor(deps: Deps, form: ConnectionForm): string | undefined {
  if (form.password !== '') return form.password;
  const known = [saved(deps), running(deps.configuration.database)];
  return known.find((stored) => stored !== null && passwordHolds(stored, form))?.password;
}

function saved({ configuration, host }: Deps): SavedConnection | null {
  try {
    return host.secretStore && loadSavedConnection(configuration.dataDirectory, host.secretStore);
  } catch {
    // A damaged file is told at the start, and by doctor; here it only has no secrets to give.
    return null;
  }
}

function running(target: DatabaseTarget): MysqlConnection | null {
  return target.kind === 'mysql' ? parseMysqlUrl(target.url) : null;
}

function nextStart(deps: Deps): SettingsView['nextStart'] {
  const next = deps.configuration.source === 'environment' ? null : saved(deps);
  if (!next) return null;
  const now = running(deps.configuration.database);
  const same = now !== null && JSON.stringify(inOrder(now)) === JSON.stringify(inOrder(next));
  return same ? null : withoutSecrets(next);
}

function shown(target: DatabaseTarget): SettingsView['connection'] {
  return target.kind === 'mysql' ? withoutSecrets(parseMysqlUrl(target.url)) : { sqlite: target.path };
}

/** An address as the page shows it. */
function withoutSecrets(form: ShownConnection): ShownConnection {
  const { host, port, user, database, tls } = form;
  return { host, port, user, database, tls, ...extrasOf(form) };
}
