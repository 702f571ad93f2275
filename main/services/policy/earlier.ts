/** A policy that an earlier version saved, in the terms of today. */
import type { JsonValue } from '../../../db/audit/entry.ts';
import type { ActionName } from '../../contract/actions.ts';
import { LIFE, type Policy, type PolicySection } from '../../contract/policy.ts';

type Stored = Partial<Record<PolicySection, unknown>>;

/** Minutes: what could be saved before an hour was the most. */
const EARLIER_LONGEST = 24 * 60;

/** Actions that it does not name, and the one whose threshold it meant for them. */
const LIKE: readonly [later: ActionName, before: ActionName][] = [
  ['send-backup-codes', 'issue-backup-codes'],
];

export function ofEarlier(stored: JsonValue | undefined): Stored {
  const sections = asObject(stored) as Stored;
  return {
    ...sections,
    ...(sections.emergencyCode !== undefined && { emergencyCode: shortenedLives(sections.emergencyCode) }),
    ...(sections.verification !== undefined && { verification: withLaterActions(sections.verification) }),
  };
}

/** What of the stored policy holds in another way than it was saved, a sentence each. */
export function policyNotes(stored: JsonValue | undefined): string[] {
  const { maxMinutes } = asObject((asObject(stored) as Stored).emergencyCode) as { maxMinutes?: number };
  if (maxMinutes === undefined || shortened(maxMinutes) === maxMinutes) return [];
  return [
    `An emergency code was allowed to live ${maxMinutes} minutes. ${LIFE.longest} are the most now, and that is what holds.`,
  ];
}

/** A longer life that was saved before is the longest one now. */
function shortenedLives(section: unknown): unknown {
  return Object.fromEntries(
    Object.entries(asObject(section)).map(([key, value]) => [
      key,
      typeof value === 'number' ? shortened(value) : value,
    ]),
  );
}

function shortened(minutes: number): number {
  return minutes > LIFE.longest && minutes <= EARLIER_LONGEST ? LIFE.longest : minutes;
}

function withLaterActions(section: unknown): unknown {
  const { thresholds, ...others } = asObject(section) as Partial<Policy['verification']>;
  const named = Object.entries(asObject(thresholds)).map(([userClass, byName]) => {
    const needs = asObject(byName) as Partial<Record<ActionName, number>>;
    const added = LIKE.filter(([later, before]) => needs[later] === undefined && needs[before] !== undefined);
    return [
      userClass,
      { ...needs, ...Object.fromEntries(added.map(([later, before]) => [later, needs[before]])) },
    ];
  });
  return { ...others, thresholds: Object.fromEntries(named) };
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
