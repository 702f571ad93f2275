import type { Check } from '../../db/check.ts';
import type { MysqlExtras } from '../../db/mysql-address.ts';
import type { KeyNeed } from '../../db/platforms/kind.ts';
import type { Policy } from '../contract/policy.ts';
import type { PolicyChanges } from '../contract/policy-settings.ts';
import type { Actor } from './session.ts';

export type { Check };

export interface ConnectionForm extends MysqlExtras {
  host: string;
  port: number;
  user: string;
  /** Empty: the stored one. Never sent back. */
  password: string;
  /** In the platform's own form. Empty: the one that is set or saved. Never sent back. */
  platformKey: string;
  database: string;
  tls: 'off' | 'required' | 'verify';
}

/** A connection without its secrets. */
export type ShownConnection = Omit<ConnectionForm, 'password' | 'platformKey'>;

export interface SettingsView {
  demo: boolean;
  /** Where the connection comes from: the environment wins over what is saved. */
  source: 'demo' | 'environment' | 'saved';
  connection: ShownConnection | { sqlite: string };
  /** What was saved for the next start, where it differs from what runs now. */
  nextStart: ShownConnection | null;
  /** Where the key comes from when none is typed in; null: the platform needs none. */
  platformKey:
    | (Pick<KeyNeed, 'setting' | 'without' | 'form'> & { from: 'environment' | 'saved' | 'missing' })
    | null;
  /** False: this host keeps no passwords (no keychain); take them from the environment. */
  canSave: boolean;
  cannotSaveBecause: string | null;
  platform: {
    id: string;
    label: string;
    version: string | null;
    /** A fact each; empty: its tables are not complete. */
    recognisedBy: readonly string[];
    /** What Rekey cannot see or do there, a sentence each. */
    limits: string[];
  };
  policy: Policy;
  /** What of the saved policy holds in another way than it was saved, a sentence each. */
  policyNotes: string[];
  version: string;
}

export interface SettingsService {
  view(actor: Actor): Promise<SettingsView>;
  /**
   * Tries a connection and changes nothing. Logged. The stored password is tried for an empty one only where it holds
   * (main/contract/server-address.ts): it is not to be sent anywhere else.
   */
  test(actor: Actor, form: ConnectionForm): Promise<Check[]>;
  /**
   * Saves the connection (password and key through the host's keychain); used at the next start. Logged.
   * @throws CONFIGURATION, BAD_INPUT
   */
  save(actor: Actor, form: ConnectionForm): Promise<SettingsView>;
  /** Changes the settings that are given. Logged. @throws POLICY */
  setPolicy(actor: Actor, changes: PolicyChanges): Promise<SettingsView>;
  policy(): Promise<Policy>;
}
