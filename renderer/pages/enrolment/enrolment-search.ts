/** What is listed, as it stands in the address. */
import { CONCERN_WORDS, ENROLMENT_WORDS } from '../../words/enrolment.ts';

export interface EnrolmentSearch {
  state?: keyof typeof ENROLMENT_WORDS;
  concern?: keyof typeof CONCERN_WORDS;
  /** Empty: users without one. */
  department?: string;
  role?: string;
  /** Of joining, as `2026-11`. */
  month?: string;
}

export function enrolmentSearch(search: Record<string, unknown>): EnrolmentSearch {
  const { state, concern, department, role, month } = search;
  return {
    ...(typeof state === 'string' && Object.hasOwn(ENROLMENT_WORDS, state) && { state: state as never }),
    ...(typeof concern === 'string' &&
      Object.hasOwn(CONCERN_WORDS, concern) && { concern: concern as never }),
    // A name of digits only comes back from the address as a number.
    ...(department !== undefined && { department: String(department).slice(0, 120) }),
    ...(role !== undefined && role !== '' && { role: String(role).slice(0, 60) }),
    ...(typeof month === 'string' && /^\d{4}-\d{2}$/.test(month) && { month }),
  };
}

/** As the bridge takes it. */
export function filterOf({ state, concern, department, role, month }: EnrolmentSearch) {
  return {
    enrolment: state,
    concern,
    department: department === '' ? null : department,
    role,
    ...(month && { joinedFrom: startOf(month, 0), joinedBefore: startOf(month, 1) }),
  };
}

function startOf(month: string, later: number): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return Date.UTC(year, number - 1 + later, 1);
}
