/** What the audit page shows, as it stands in the address. */
import type { AuditCategory, AuditFilter, AuditOutcome } from '../../../db/audit/entry.ts';
import { CATEGORY_WORDS } from '../../words/audit.ts';
import { daysFrom } from '../../words/time.ts';

const CATEGORIES = Object.keys(CATEGORY_WORDS) as AuditCategory[];

export const RANGES = ['hour', 'today', 'week', 'month', 'between'] as const;
export type Range = (typeof RANGES)[number];

export interface AuditSearch {
  staff?: string;
  /** A user's id, and how to call that user. */
  user?: string;
  who?: string;
  action?: string;
  category?: AuditCategory;
  outcome?: AuditOutcome;
  reason?: string;
  ticket?: string;
  /** The number of a contact request. */
  request?: number;
  /** Words. */
  text?: string;
  range?: Range;
  /** ms UTC; with the range `between`. */
  from?: number;
  to?: number;
  /** The entry that is open. */
  entry?: number;
}

/** Leaves out what is not understood: an address can be typed. */
export function auditSearch(search: Record<string, unknown>): AuditSearch {
  return {
    ...textOf(search, 'staff'),
    ...textOf(search, 'user'),
    ...textOf(search, 'who'),
    ...textOf(search, 'action'),
    ...oneOf(search, 'category', CATEGORIES),
    ...oneOf(search, 'outcome', ['done', 'refused', 'failed'] as const),
    ...textOf(search, 'reason'),
    ...textOf(search, 'ticket'),
    ...numberOf(search, 'request'),
    ...textOf(search, 'text'),
    ...oneOf(search, 'range', RANGES),
    ...numberOf(search, 'from'),
    ...numberOf(search, 'to'),
    ...numberOf(search, 'entry'),
  };
}

const HOUR = 3_600_000;

/** `now`: ms UTC. */
export function filterOf(search: AuditSearch, now: number): AuditFilter {
  return {
    staff: search.staff,
    userId: search.user,
    action: search.action,
    category: search.category,
    outcome: search.outcome,
    reason: search.reason,
    ticket: search.ticket,
    requestId: search.request || undefined,
    text: search.text,
    ...span(search, now),
  };
}

function span({ range, from, to }: AuditSearch, now: number): Pick<AuditFilter, 'from' | 'to'> {
  if (range === 'hour') return { from: now - HOUR };
  if (range === 'today') return { from: new Date(now).setHours(0, 0, 0, 0) };
  if (range === 'week') return { from: daysFrom(now, -7) };
  if (range === 'month') return { from: daysFrom(now, -30) };
  if (range === 'between') return { from, to };
  return {};
}

/** How many filters are set; the open entry is none. */
export function filterCount(search: AuditSearch): number {
  const { staff, user, action, category, outcome, reason, ticket, request, text, range } = search;
  return [staff, user, action, category, outcome, reason, ticket, request, text, range].filter(
    (value) => value !== undefined,
  ).length;
}

function textOf<Key extends string>(search: Record<string, unknown>, key: Key): { [K in Key]?: string } {
  const value = search[key];
  // An id of digits only comes back from the address as a number.
  if (typeof value !== 'string' && typeof value !== 'number') return {};
  const text = String(value).slice(0, 190);
  return text === '' ? {} : ({ [key]: text } as { [K in Key]?: string });
}

function numberOf<Key extends string>(search: Record<string, unknown>, key: Key): { [K in Key]?: number } {
  const value = Number(search[key] ?? Number.NaN);
  return Number.isSafeInteger(value) && value >= 0 ? ({ [key]: value } as { [K in Key]?: number }) : {};
}

function oneOf<Key extends string, Value extends string>(
  search: Record<string, unknown>,
  key: Key,
  values: readonly Value[],
): { [K in Key]?: Value } {
  const value = search[key];
  return values.includes(value as Value) ? ({ [key]: value } as { [K in Key]?: Value }) : {};
}
