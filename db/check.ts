/**
 * One step of a connection test or of `rekey doctor`, in the order they are tried.
 * The first that fails names what is wrong; what could not be tried because of it is `skipped`.
 */
export interface Check {
  name: CheckName;
  outcome: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was found. Never holds a password, a key or a secret. */
  message: string;
  /** What to do about it; null when nothing. */
  next: string | null;
  /** The fingerprint of a bastion's host key that nobody has accepted yet, but may. */
  hostKey?: string;
}

export type CheckName =
  | 'runtime'
  | 'configuration'
  | 'data-directory'
  | 'bastion'
  | 'host'
  | 'port'
  | 'tls'
  | 'password'
  | 'database'
  | 'version'
  | 'charset'
  | 'rights'
  | 'schema'
  | 'migrations'
  | 'platform'
  | 'search-index'
  | 'platform-key'
  | 'limits'
  | 'console-key'
  | 'audit-log'
  | 'staff'
  | 'clock'
  | 'mail';

export function ok(name: CheckName, message: string): Check {
  return { name, outcome: 'ok', message, next: null };
}

export function warning(name: CheckName, message: string, next: string): Check {
  return { name, outcome: 'warning', message, next };
}

export function failed(name: CheckName, message: string, next: string): Check {
  return { name, outcome: 'failed', message, next };
}

export function skipped(name: CheckName, message: string): Check {
  return { name, outcome: 'skipped', message, next: null };
}
