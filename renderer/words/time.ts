import { number } from './numbers.ts';

/**
 * Times in words. A moment is ms UTC and is said in the machine's time zone. A calendar day is text like `2026-11-25`: it
 * is the same day for everybody, so no time zone may touch it.
 */

const DATE = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', DATE);
const DAY_OF_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const EXACT = new Intl.DateTimeFormat('en-GB', {
  ...DATE,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});
const CALENDAR_DAY = new Intl.DateTimeFormat('en-GB', { ...DATE, timeZone: 'UTC' });
const CALENDAR_DAY_OF_YEAR = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const CALENDAR_MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const A_DAY = 24 * HOUR;

export function clockTime(time: number): string {
  return CLOCK.format(time);
}

export function day(time: number): string {
  return DAY.format(time);
}

export function dayAndTime(time: number): string {
  return `${DAY.format(time)}, ${CLOCK.format(time)}`;
}

export function exactly(time: number): string {
  return EXACT.format(time);
}

/** "Today", "Yesterday", or the day: said once beside what happened on it. */
export function dayWord(time: number, now: number): string {
  if (sameDay(time, now)) return 'Today';
  if (sameDay(time, daysFrom(now, -1))) return 'Yesterday';
  return day(time);
}

/** The end of something, as it is said aloud: "15:25", "00:10 tomorrow", "15:25 on 3 Dec 2026". */
export function until(time: number, now: number): string {
  if (sameDay(time, now)) return clockTime(time);
  const tomorrow = sameDay(time, daysFrom(now, 1));
  return `${clockTime(time)} ${tomorrow ? 'tomorrow' : `on ${day(time)}`}`;
}

/** The same time of day, so many days later (or earlier, below 0): a day has 23 or 25 hours when the clocks change. */
export function daysFrom(time: number, days: number): number {
  const date = new Date(time);
  return date.setDate(date.getDate() + days);
}

/** The year only where it is another one. */
export function shortDay(time: number, now: number): string {
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? DAY_OF_YEAR : DAY).format(time);
}

export function sameDay(a: number, b: number): boolean {
  return DAY.format(a) === DAY.format(b);
}

/** `2026-11-25` as "25 Nov 2026"; what is no day stays as it is. */
export function calendarDay(day: string): string {
  return ofCalendar(CALENDAR_DAY, day, day);
}

/** `2026-11-25` as "25 Nov", with the year where it is not that of `today`. */
export function shortCalendarDay(day: string, today: string): string {
  return ofCalendar(day.slice(0, 4) === today.slice(0, 4) ? CALENDAR_DAY_OF_YEAR : CALENDAR_DAY, day, day);
}

/** `2026-11` as "Nov 2026". */
export function calendarMonth(month: string): string {
  return ofCalendar(CALENDAR_MONTH, `${month}-01`, month);
}

function ofCalendar(format: Intl.DateTimeFormat, day: string, otherwise: string): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? otherwise : format.format(time);
}

/** The day of the moment in the machine's time zone, as `2026-11-25`: for the names of files. */
export function isoDay(time: number): string {
  const date = new Date(time);
  const padded = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;
}

/** "just now", "4 min ago", "in 2 h", "3 days ago", "5 months ago". */
export function relative(time: number, now: number): string {
  const distance = Math.abs(now - time);
  if (distance < 45_000) return 'just now';
  const amount = roughly(distance);
  return time <= now ? `${amount} ago` : `in ${amount}`;
}

/** Rounded first, and the unit chosen after it: 59.6 minutes are "1 h", not "60 min". */
function roughly(distance: number): string {
  const minutes = Math.max(1, Math.round(distance / MINUTE));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(distance / HOUR);
  if (hours < 24) return `${hours} h`;
  const days = Math.round(distance / A_DAY);
  const months = Math.round(days / 30.44);
  if (days < 31 || months < 1) return plural(days, 'day');
  return months < 12 ? plural(months, 'month') : plural(Math.round(days / 365.25), 'year');
}

/** A length of time, ms, exactly enough to be promised: "1 hour", "90 minutes", "2 hours 30 minutes". */
export function duration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / MINUTE);
  if (minutes < 60 || (minutes < 120 && minutes % 60 !== 0)) return plural(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? plural(hours, 'hour') : `${plural(hours, 'hour')} ${plural(rest, 'minute')}`;
}

/** What is left of a short time, ms: "42 s", "59:59", "3:02:01". */
export function countdown(left: number): string {
  const total = Math.max(0, Math.ceil(left / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const padded = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(total % 60)}` : `${minutes}:${padded(total % 60)}`;
}

export function seconds(left: number): string {
  return `${Math.max(0, Math.ceil(left / 1000))} s`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
