/** "Connect to your platform" in the window of a demo: the steps of ask.ts, for whoever sits there before there is any staff. */
import type { Check } from '../../../db/check.ts';
import { RekeyError } from '../../../db/errors.ts';
import type { MysqlConnection } from '../../../db/mysql-address.ts';
import type { UserField } from '../../../db/platforms/contract.ts';
import type { KeyNeed, Keys, PlatformKind } from '../../../db/platforms/kind.ts';
import { kinds } from '../../../db/platforms/registry.ts';
import type { Host } from '../../host.ts';
import type { Clock } from '../clock.ts';
import type { Mark } from '../platform-mark.ts';
import type { RunningConfiguration } from '../running-configuration.ts';
import * as connect from './ask.ts';
import { keepConnected } from './keeping.ts';

/** A platform that was found, and a key of it in its own form by the setting it is in. */
export interface Chosen {
  platform: string;
  keys: Readonly<Record<string, string>>;
  /** Who its users are. Absent: as it is kept, or there is nothing to choose. */
  choices?: connect.Choices | undefined;
}

/** What the rights and the users are reckoned with: a platform that was found, and what was chosen of it. */
export type Held = Pick<Chosen, 'platform' | 'choices'>;

export interface Account {
  user: string;
  password: string;
}

export interface FoundPlatform {
  id: string;
  label: string;
  version: string | null;
  evidence: string[];
  keys: Pick<KeyNeed, 'setting' | 'without' | 'form'>[];
}

export interface ConnectingView {
  /** Where the password will be: the system's keychain, or a file of this person's, in plain text. */
  keeper: 'keychain' | 'file';
  /** False: the program has to be started anew to use what was kept. */
  reopens: boolean;
}

export interface SurveyView {
  checks: Check[];
  found: FoundPlatform[];
  /** The id of the platform that another console was connected to here. */
  kept: string | null;
  mark: Mark | null;
}

export interface LookView {
  label: string;
  version: string | null;
  limits: readonly string[];
  fields: UserField[];
  users: connect.Look['users'];
  tally: (Omit<connect.Tally, 'states'> & { states: Record<string, number> }) | null;
  proof: connect.Look['proof'];
}

export interface TablesView {
  /** Steps that are still to be taken. */
  pending: number;
  /** What the console's account lacks or has, after the tables. */
  checks: Check[];
  /** For the database's administrator. */
  statements: connect.Statements;
}

export interface KeptView {
  /** Where it is kept. */
  file: string;
}

/** Each throws CONNECTING_OVER where this console is no demo any more, and what ask.ts throws. */
export interface ConnectingService {
  view(): ConnectingView;
  survey(target: MysqlConnection): Promise<SurveyView>;
  /** As acceptBastion; `hostKey` of a check is such a fingerprint. */
  acceptBastion(target: MysqlConnection, fingerprint: string): Promise<void>;
  /** What a person has to choose of its users; null: nothing, or another console's choice is kept and fits. */
  choices(target: MysqlConnection, platform: string): Promise<connect.PlatformChoicesView | null>;
  /** @throws BAD_INPUT for what does not fit its tables */
  sample(target: MysqlConnection, platform: string, choices: connect.Choices): Promise<connect.SampledUser[]>;
  /** @throws BAD_INPUT for a key that has not its form */
  look(target: MysqlConnection, chosen: Chosen): Promise<LookView>;
  tables(target: MysqlConnection, held: Held): Promise<TablesView>;
  /** By this account of the same server, which is forgotten then. */
  makeTables(target: MysqlConnection, held: Held, account: Account): Promise<TablesView>;
  /**
   * Keeps it and opens the console on it, where this host can; all or nothing.
   * @throws KEY_NOT_THE_PLATFORMS, BAD_INPUT, CONNECTING_NOT_READY, and as opening a console
   */
  keep(target: MysqlConnection, chosen: Chosen, mark: Mark | null): Promise<KeptView>;
}

export function createConnecting(deps: {
  configuration: RunningConfiguration;
  host: Host;
  clock: Clock;
  platforms?: readonly PlatformKind[];
}): ConnectingService {
  const { configuration, host, clock, platforms = kinds() } = deps;

  function permit(): void {
    if (configuration.source !== 'demo') throw new RekeyError('CONNECTING_OVER');
  }

  function kindOf(id: string): PlatformKind {
    permit();
    const kind = platforms.find((one) => one.id === id);
    if (!kind) throw new RekeyError('BAD_INPUT', { why: 'platform: Rekey knows none of this name' });
    return kind;
  }

  const held = ({ platform, choices }: Held) => connect.holding(kindOf(platform), choices);

  async function tables(target: MysqlConnection, kind: PlatformKind): Promise<TablesView> {
    const pending = (await connect.pendingTables(target, kind)).length;
    return {
      pending,
      checks: await connect.examineAccount(target, kind),
      statements: await connect.statementsOf(target, kind),
    };
  }

  return {
    view() {
      permit();
      return { keeper: host.secretStore ? 'keychain' : 'file', reopens: host.reopen !== undefined };
    },
    async survey(target) {
      permit();
      const { checks, found, kept, mark } = await connect.survey(target, platforms);
      return {
        checks,
        found: found.map(({ kind, version, evidence }) => ({
          ...{ id: kind.id, label: kind.label, version, evidence },
          keys: kind.keys.map(({ setting, without, form }) => ({ setting, without, form })),
        })),
        ...{ kept: kept?.id ?? null, mark },
      };
    },
    async acceptBastion(target, fingerprint) {
      permit();
      await connect.acceptBastion(target, fingerprint);
    },
    async choices(target, platform) {
      const view = await connect.choicesOf(target, kindOf(platform));
      return view && connect.isToBeChosen(view) ? view : null;
    },
    sample: async (target, platform, choices) => connect.sampleOf(target, kindOf(platform), choices),
    async look(target, { keys, ...chosen }) {
      const kind = held(chosen);
      const { fields, tally, ...seen } = await connect.look(target, kind, parsed(kind, keys), clock);
      return {
        ...{ ...seen, fields: [...fields] },
        tally: tally && { ...tally, states: Object.fromEntries(tally.states) },
      };
    },
    tables: async (target, chosen) => tables(target, held(chosen)),
    async makeTables(target, chosen, account) {
      const kind = held(chosen);
      await connect.makeTables({ ...target, ...account }, kind);
      return tables(target, kind);
    },
    async keep(target, { keys, ...chosen }, mark) {
      const kind = held(chosen);
      const { proof } = await connect.look(target, kind, parsed(kind, keys), clock);
      if (!connect.isProved(proof)) throw new RekeyError('KEY_NOT_THE_PLATFORMS');
      const { pending, checks } = await tables(target, kind);
      const failed = checks.find(({ outcome }) => outcome === 'failed');
      if (pending > 0) throw notReady("Rekey's tables are still to be made");
      if (failed) throw notReady(failed.message);
      const place = { dataDirectory: configuration.dataDirectory, secretStore: host.secretStore };
      const told = { choices: chosen.choices, mark };
      const file = await keepConnected(
        { target, kind, keys, told, place, clock },
        host.reopen && { open: () => host.reopen?.() ?? Promise.resolve() },
      );
      return { file };
    },
  };
}

function notReady(why: string): RekeyError {
  return new RekeyError('CONNECTING_NOT_READY', { why: why.replace(/\.$/, '') });
}

function parsed(kind: PlatformKind, texts: Chosen['keys']): Keys {
  return Object.fromEntries(
    kind.keys.map(({ setting, form, parse }) => {
      const key = parse(texts[setting] ?? '');
      if (!key) throw new RekeyError('BAD_INPUT', { why: `${setting}: it must be ${form}` });
      return [setting, key];
    }),
  );
}
