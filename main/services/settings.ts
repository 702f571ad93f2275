import type { Actor } from './session.ts';

export interface ConnectionForm {
  host: string;
  port: number;
  user: string;
  /** Empty: the stored one. Never sent back. */
  password: string;
  database: string;
  tls: 'off' | 'required' | 'verify';
}

/** One step of a connection test, in the order they are tried; the first that fails names what is wrong. */
export interface Check {
  name: 'configuration' | 'host' | 'port' | 'tls' | 'password' | 'rights' | 'schema' | 'platform' | 'platform-key' | 'audit-log' | 'staff' | 'clock';
  outcome: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found. */
  message: string;
  /** What to do about it; null when nothing. */
  next: string | null;
}

export interface SettingsView {
  demo: boolean;
  /** Where the connection comes from: the environment wins over what is saved. */
  source: 'demo' | 'environment' | 'saved';
  connection: Omit<ConnectionForm, 'password'> | { sqlite: string };
  /** False: this host keeps no passwords (no keychain); take them from the environment. */
  canSave: boolean;
  cannotSaveBecause: string | null;
  platform: { name: string; label: string; schemaVersion: string | null };
  policy: Policy;
  version: string;
}

export interface Policy {
  emergencyCode: { defaultMinutes: number; minMinutes: number; maxMinutes: number };
}

export interface SettingsService {
  view(actor: Actor): Promise<SettingsView>;
  test(actor: Actor, form: ConnectionForm): Promise<Check[]>;
  /** Saves the connection (password through the host's keychain); used at the next start. @throws CONFIGURATION */
  save(actor: Actor, form: ConnectionForm): Promise<SettingsView>;
  /** Logged. @throws POLICY */
  setPolicy(actor: Actor, policy: Policy): Promise<SettingsView>;
  policy(): Promise<Policy>;
  /** `rekey doctor`: the running configuration, checked in numbered steps. */
  doctor(): Promise<Check[]>;
}
