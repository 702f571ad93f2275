import { number } from './numbers.ts';

/** Times in words. All input is ms UTC; all output is in the machine's time zone. */

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const DAY_OF_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const EXACT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

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
  if (sameDay(time, now - A_DAY)) return 'Yesterday';
  return day(time);
}

/** The year only where it is another one. */
export function shortDay(time: number, now: number): string {
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? DAY_OF_YEAR : DAY).format(time);
}

export function sameDay(a: number, b: number): boolean {
  return DAY.format(a) === DAY.format(b);
}

/** "just now", "4 min ago", "in 2 h", "3 days ago", "5 months ago". */
export function relative(time: number, now: number): string {
  const distance = Math.abs(now - time);
  if (distance < 45_000) return 'just now';
  const amount = roughly(distance);
  return time <= now ? `${amount} ago` : `in ${amount}`;
}

function roughly(distance: number): string {
  if (distance < HOUR) return `${Math.max(1, Math.round(distance / MINUTE))} min`;
  if (distance < A_DAY) return `${Math.round(distance / HOUR)} h`;
  const days = Math.round(distance / A_DAY);
  if (days < 31) return plural(days, 'day');
  if (days < 365) return plural(Math.max(1, Math.round(days / 30.44)), 'month');
  return plural(Math.round(days / 365.25), 'year');
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
