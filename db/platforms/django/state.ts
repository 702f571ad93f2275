/**
 * How a user's second factor stands, by the platform's own rule: two_factor.utils.default_device where django-two-factor-auth is
 * installed, django_otp.user_has_device where it is not.
 */
import type { Enrolment, Factor } from '../contract.ts';
import type { Device } from './devices.ts';
import type { DjangoTables } from './tables.ts';

/** The name that django-two-factor-auth looks for. */
const DEFAULT = 'default';

/** What `lockedUntil` takes for granted: OTP_TOTP_THROTTLE_FACTOR and its like are settings, and 1 where nobody set them. */
export const LOCK_ASSUMES = 'if the platform waits as django-otp does by default';

type Rule = DjangoTables['rule'];

/** A confirmed device of a class that django-otp's own code has, which the login therefore asks for. */
export function counts(rule: Rule, { kind, name, confirmed }: Device): boolean {
  return kind !== 'unknown' && mayCount(rule, { name, confirmed });
}

/** Of a device of any class. Whether the platform still has an unknown one's app installed, its tables do not tell. */
function mayCount(rule: Rule, { name, confirmed }: Pick<Device, 'name' | 'confirmed'>): boolean {
  return confirmed && (rule === 'any' || name === DEFAULT);
}

export function enrolmentOf(rule: Rule, devices: readonly Device[]): Enrolment {
  if (devices.some((device) => counts(rule, device))) return 'on';
  if (devices.some((device) => mayCount(rule, device))) return 'unknown';
  return devices.some(isPending) ? 'pending' : 'off';
}

/** Added, and its first code never came: only the e-mail plugin of django-two-factor-auth, and apps beside it, keep such a row. */
export function isPending({ kind, confirmed }: Device): boolean {
  return !confirmed && kind !== 'backup-codes' && kind !== 'unknown';
}

/** django-two-factor-auth writes the row when its first code was right (TOTPDeviceForm.save); others may confirm it later. */
export function confirmedAt(rule: Rule, { confirmed, createdAt }: Device): number | null {
  return confirmed && rule === 'default' ? createdAt : null;
}

/**
 * ThrottlingMixin.verify_is_allowed with a factor of 1: 2^(n-1) s after the n-th wrong code in a row. ms UTC, and it may be over; null:
 * there was none.
 */
export function lockedUntil(rule: Rule, devices: readonly Device[]): number | null {
  const ends = devices
    .filter((device) => counts(rule, device))
    .flatMap((device) => throttledUntil(device) ?? []);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** ms; MAX_THROTTLE_DELAY_SECONDS of django-otp 1.7. */
const LONGEST = 365 * 100 * 24 * 60 * 60 * 1000;

function throttledUntil({ failures, failedAt }: Device): number | null {
  if (failures === 0 || failedAt === null) return null;
  return failedAt + Math.min(1000 * 2 ** (failures - 1), LONGEST);
}

/** Of the user's devices those whose tokens the login takes. */
export function askedForTokens(rule: Rule, devices: readonly Device[]): Device[] {
  return askedAmong(
    rule,
    devices.filter(({ kind }) => kind === 'backup-codes'),
  );
}

/** `statics`: static devices in the order of their ids. The login asks the first (LoginView.get_device), or each confirmed one. */
export function askedAmong<Row extends { confirmed: boolean | number }>(
  rule: Rule,
  statics: readonly Row[],
): Row[] {
  return rule === 'default' ? statics.slice(0, 1) : statics.filter(({ confirmed }) => confirmed);
}

export function factorOf(rule: Rule, device: Device): Factor {
  const { kind, name, confirmed, createdAt, lastUsedAt } = device;
  return {
    ...{ kind, row: rowOf(device), name: name === '' ? null : name, confirmed },
    ...{ counts: counts(rule, device), detail: detailOf(device), createdAt, lastUsedAt },
  };
}

function rowOf({ table, id }: Device): string {
  return `${table} ${id}`;
}

function detailOf({ kind, table, number, email, tokens }: Device): string | null {
  if (kind === 'unknown') return `of a class that Rekey does not know (${table})`;
  if (table === 'otp_hotp_hotpdevice') return 'counts its codes instead of the time (HOTP)';
  if (kind === 'backup-codes') return tokens === 1 ? '1 code' : `${tokens} codes`;
  if (number !== null) return `ends in ${number.slice(-4)}`;
  return email === null || email === '' ? null : masked(email);
}

function masked(email: string): string {
  return email.replace(/^(.).*(?=@)/u, '$1…');
}

/** The rows that decide, a fact each. */
export function because(rule: Rule, devices: readonly Device[]): string[] {
  const isOn = devices.some((device) => counts(rule, device));
  const facts = devices
    // With a factor that counts, backup codes are what they are meant to be.
    .filter((device) => !isOn || device.kind !== 'backup-codes' || counts(rule, device))
    .map((device) => factOf(rule, device));
  const statics = devices.filter(({ kind }) => kind === 'backup-codes');
  if (rule === 'default' && statics.length > 1) {
    facts.push(
      `${statics.map(rowOf).join(' and ')} are several devices for backup codes: the login takes the codes of the first only, and the user’s own page of backup tokens fails.`,
    );
  }
  return facts.length > 0 ? facts : ['No device of this user has a row.'];
}

function factOf(rule: Rule, device: Device): string {
  const { kind, name, confirmed } = device;
  const row = rowOf(device);
  if (counts(rule, device)) {
    return rule === 'any' ? `${row} is confirmed.` : `${row} is confirmed and called “${DEFAULT}”.`;
  }
  if (mayCount(rule, device)) {
    return `${row} is of a class that Rekey does not know, is confirmed${rule === 'any' ? '' : ` and called “${DEFAULT}”`}: the login may ask for it.`;
  }
  if (kind === 'backup-codes') {
    return rule === 'default'
      ? `${row} has backup codes, which alone do nothing.`
      : `${row} is not confirmed.`;
  }
  if (!confirmed) return `${row} is not confirmed.`;
  return `${row} is confirmed but called “${name}”: the login asks for none but “${DEFAULT}”.`;
}
