/** What is listed, as it stands in the address. */
import { CONCERN_WORDS, type ENROLMENT_WORDS, stateOf } from '../../words/enrolment.ts';

export interface EnrolmentSearch {
  state?: keyof typeof ENROLMENT_WORDS;
  concern?: keyof typeof CONCERN_WORDS;
  /** Empty: users without one. */
  department?: string;
  /** Empty: users without one. */
  role?: string;
  /** Days of joining, as `2026-11-25`, UTC; both belong to it. */
  from?: string;
  to?: string;
  /** The list as it was at the end of this day. */
  on?: string;
}

const A_DAY = 86_400_000;

export function enrolmentSearch(search: Record<string, unknown>): EnrolmentSearch {
  const { concern, department, role, from, to, on } = search;
  const state = typeof search.state === 'string' ? stateOf(search.state) : null;
  return {
    ...(state && { state }),
    ...(typeof concern === 'string' &&
      Object.hasOwn(CONCERN_WORDS, concern) && { concern: concern as never }),
    // A name of digits only comes back from the address as a number.
    ...(department !== undefined && { department: String(department).slice(0, 120) }),
    ...(role !== undefined && { role: String(role).slice(0, 60) }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
    ...(isDay(on) && { on }),
  };
}

/** As the bridge takes it. */
export function filterOf({ state, concern, department, role, from, to, on }: EnrolmentSearch) {
  return {
    enrolment: state,
    concern,
    department: department === '' ? null : department,
    role: role === '' ? null : role,
    ...(from && { joinedFrom: Date.parse(from) }),
    ...(to && { joinedBefore: Date.parse(to) + A_DAY }),
    ...(on && { asOf: Date.parse(on) + A_DAY }),
  };
}

/** The days of a month that is called `2026-11`. */
export function daysOf(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: `${month}-01`, to: new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10) };
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}
