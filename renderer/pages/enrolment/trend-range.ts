/** Which days of the trend are shown, and which of them are named below the chart. Days are as `2026-11-25`, UTC. */

export const SPANS = ['3', '12', '36', 'all', 'days'] as const;
/** Months back from today; everything; or the days that somebody chose. */
export type Span = (typeof SPANS)[number];

/** Null: no end on that side. Both belong to it. */
export interface DayRange {
  from: string | null;
  to: string | null;
}

/** Days that fit below a chart. */
const NAMED = 8;
const A_DAY = 86_400_000;

export function rangeOf(span: Span, chosen: DayRange, today: string): DayRange {
  if (span === 'days') return chosen;
  return { from: span === 'all' ? null : monthsBefore(today, Number(span)), to: null };
}

export function isIn({ from, to }: DayRange, day: string): boolean {
  return (from === null || day >= from) && (to === null || day <= to);
}

/** The same day of an earlier month, or the last day of it where it is shorter. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month - 1 - months, Math.min(date, last)));
}

/** Its place on the axis of time; ms UTC. */
export function timeOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The beginnings of months, or for a short time days, at even distances; ms UTC, as timeOf. */
export function namedTimes(first: string, last: string): number[] {
  const days = Math.round((timeOf(last) - timeOf(first)) / A_DAY);
  if (days < 62) {
    const step = Math.max(1, Math.ceil(days / NAMED));
    return Array.from({ length: Math.floor(days / step) + 1 }, (_, n) => timeOf(first) + n * step * A_DAY);
  }
  const starts: number[] = [];
  const [year = 0, month = 1] = first.split('-').map(Number);
  for (let after = 0; ; after += 1) {
    const start = timeOf(dayOf(Date.UTC(year, month - 1 + after, 1)));
    if (start > timeOf(last)) break;
    if (start >= timeOf(first)) starts.push(start);
  }
  const step = Math.ceil(starts.length / NAMED);
  return starts.filter((_, index) => index % step === 0);
}
